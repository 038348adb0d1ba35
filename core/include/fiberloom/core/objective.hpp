#pragma once

#include <functional>
#include <span>

namespace fiberloom::core {

/// A smooth function to be minimised over a closed convex set.
struct Objective {
  /// The value at `point`; its gradient is written over `gradient`. A value that is not finite says: not here.
  std::function<double(std::span<const double> point, std::span<double> gradient)> evaluate;
  /// Moves a point to the nearest one of the set; empty when every point is allowed.
  std::function<void(std::span<double> point)> project{};
};

}  // namespace fiberloom::core
