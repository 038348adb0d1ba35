#pragma once

#include <algorithm>
#include <cmath>

namespace fiberloom::hal {

/// Whether two values of one setting differ by more than the way through another unit and back rounds.
[[nodiscard]] inline bool is_changed(double from, double to) {
  return std::abs(to - from) > 1e-9 * std::max({1.0, std::abs(from), std::abs(to)});
}

}  // namespace fiberloom::hal
