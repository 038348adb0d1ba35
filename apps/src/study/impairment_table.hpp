#pragma once

#include <fiberloom/sim/bench/impairment_report.hpp>
#include <string>

#include "command_line.hpp"

namespace fiberloom::app {

/// The rows that are on, the worst for the trace first, with a bar for each one's share of the sum, and what they make
/// together.
std::string text_of(const sim::ImpairmentReport& report);

/// The same in the same order; NMSEs as ratios, not in dB.
Json json_of(const sim::ImpairmentReport& report);

}  // namespace fiberloom::app
