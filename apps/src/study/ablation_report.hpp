#pragma once

#include <filesystem>
#include <string>

#include "command_line.hpp"
#include "study/ablation.hpp"

namespace fiberloom::app {

std::string text_of(const Ablation& ablation);

/// Document "fiberloom.ablate-result/1".
Json json_of(const Ablation& ablation);

/// The same as a page with a plot.
///
/// Throws:  as core::write_file_atomically.
void write_ablation_report(const std::filesystem::path& file, const Ablation& ablation);

}  // namespace fiberloom::app
