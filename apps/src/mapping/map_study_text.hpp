#pragma once

#include <fiberloom/report/table.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "mapping/map_study.hpp"

namespace fiberloom::app {

/// What virtual rigs say; none without a data set.
[[nodiscard]] report::Table outlook_table(const Outlook& outlook);
[[nodiscard]] report::Table alternatives_table(const std::vector<AlternativeOutlook>& alternatives);

/// Predicted accuracies, or the ways out and how well they do.
[[nodiscard]] std::string study_text(const MapStudy& study);

[[nodiscard]] Json study_json(const MapStudy& study);

}  // namespace fiberloom::app
