#pragma once

#include <algorithm>
#include <cmath>

namespace fiberloom::sim {

/// The settings that a tunable part has: steps counted from zero, between two ends.
struct SettingGrid {
  double lowest = 0.0;
  double highest = 0.0;
  double step = 0.0;  ///< 0: any value
};

/// The nearest setting to a wish.
inline double quantised(double wanted, const SettingGrid& grid) {
  const double inside = std::clamp(wanted, grid.lowest, grid.highest);
  if (grid.step <= 0.0) {
    return inside;
  }
  const double nearest = grid.step * std::round(inside / grid.step);
  return std::clamp(nearest, grid.lowest, grid.highest);
}

}  // namespace fiberloom::sim
