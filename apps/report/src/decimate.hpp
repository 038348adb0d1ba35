#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace fiberloom::report::detail {

/// Which points of a long series to draw: of every run of neighbours the first, the last, the
/// extremes and one gap, so that peaks and gaps survive. All of them when there are no more than
/// `max_points`; ascending.
[[nodiscard]] std::vector<std::size_t> kept_indices(std::span<const double> values,
                                                    std::size_t max_points);

}  // namespace fiberloom::report::detail
