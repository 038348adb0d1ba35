#pragma once

#include <string>

#include "command_line.hpp"
#include "mapping/map_study.hpp"

namespace fiberloom::app {

/// Designs that were looked at, one line each.
[[nodiscard]] std::string considered_text(const hal::Plan& plan);

/// Predicted accuracies, or the ways out and how well they do.
[[nodiscard]] std::string study_text(const MapStudy& study);

[[nodiscard]] Json study_json(const MapStudy& study);

}  // namespace fiberloom::app
