#pragma once

#include <fiberloom/report/document.hpp>
#include <filesystem>

#include "training_report.hpp"

namespace fiberloom::app {

/// Learning curves of all seeds, and the way of every parameter.
report::Document training_page(const TrainingReport& report);

/// The page as a self-contained file.
///
/// Throws:  as core::write_file_atomically.
void write_training_page(const std::filesystem::path& file, const TrainingReport& report);

}  // namespace fiberloom::app
