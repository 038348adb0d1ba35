#pragma once

#include <functional>
#include <optional>

namespace fiberloom::core {

/// A function along a line: its value and slope at a distance.
struct LinePoint {
  double distance = 0.0;
  double value = 0.0;
  double slope = 0.0;
};

using LineFunction = std::function<LinePoint(double distance)>;

/// A distance that meets the strong Wolfe conditions (1e-4, 0.9); at `farthest` sufficient decrease is enough, since a
/// longer step is not allowed. Nothing when rounding hides every decrease.
///
/// Source:  Nocedal, Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6.
std::optional<LinePoint> strong_wolfe(const LineFunction& function, const LinePoint& start,
                                      double first, double farthest);

}  // namespace fiberloom::core
