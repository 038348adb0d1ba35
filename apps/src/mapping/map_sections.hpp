#pragma once

#include <fiberloom/report/document.hpp>
#include <string>

#include "mapping/map_result.hpp"

namespace fiberloom::app {

// Parts of the page that `map --report` writes.

report::Section layout_section(const MapResult& result);
report::Section problem_section(const MapResult& result);
report::Section alternatives_section(const MapResult& result);
report::Section budget_section(const MapResult& result);
report::Section accuracy_section(const MapResult& result);
report::Section design_section(const MapResult& result);
report::Section calibration_section(const MapResult& result);
report::Section assumption_section(const MapResult& result);

/// Contributions of one name over all stages, the largest error of the trace first.
[[nodiscard]] std::vector<hal::ErrorContribution> merged_contributions(
    const hal::ErrorBudget& budget);

/// The command that would tell accuracies too.
[[nodiscard]] std::string command_with_data(const MapResult& result);

}  // namespace fiberloom::app
