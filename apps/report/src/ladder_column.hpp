#pragma once

#include <cstddef>
#include <fiberloom/report/ladder_plot.hpp>
#include <vector>

namespace fiberloom::report::detail {

/// The values of all paths in one category, [paths].
[[nodiscard]] std::vector<double> column_of(const LadderPlot& plot, std::size_t category);

/// Horizontal offsets in pixels that keep dots of nearly equal height apart, within ±`room`;
/// deterministic.
[[nodiscard]] std::vector<double> spread_dots(const std::vector<double>& heights, double radius,
                                              double room);

}  // namespace fiberloom::report::detail
