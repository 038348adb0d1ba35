#pragma once

#include <filesystem>
#include <string>

#include "command_line.hpp"
#include "mapping/map_result.hpp"

namespace fiberloom::app {

/// A result for a terminal: verdict, stages, problems, remarks, designs, errors, accuracies.
[[nodiscard]] std::string text_of(const MapResult& result);

/// Document "fiberloom.map-result/1": every number of the page.
[[nodiscard]] Json json_of(const MapResult& result);

/// The same as a page with drawings.
///
/// Throws:  as core::write_file_atomically.
void write_map_report(const std::filesystem::path& file, const MapResult& result);

}  // namespace fiberloom::app
