#pragma once

#include <fiberloom/hal/plan.hpp>
#include <fiberloom/report/table.hpp>
#include <string>

#include "mapping/map_result.hpp"

namespace fiberloom::app {

/// One sentence: what the least of was looked for, and on what light.
[[nodiscard]] std::string objective_text(const MapResult& result);

/// Designs that were looked at, one line each.
report::Table considered_table(const hal::Plan& plan);

/// What is the matter, where, and what binds.
report::Table problem_table(const hal::Plan& plan);

}  // namespace fiberloom::app
