#include "line_search.hpp"

#include <algorithm>
#include <cmath>

namespace fiberloom::core {
namespace {

constexpr double decrease = 1e-4;
constexpr double curvature = 0.9;
constexpr int most_trials = 30;

class Search {
 public:
  Search(const LineFunction& function, const LinePoint& start)
      : function_(function), start_(start) {}

  std::optional<LinePoint> bracket(double first, double farthest) {
    LinePoint before = start_;
    double distance = std::min(first, farthest);
    while (has_trials()) {
      const LinePoint now = evaluate(distance);
      if (!is_lower(now) || (before.distance > 0.0 && now.value >= before.value)) {
        return zoom(before, now);
      }
      if (is_flat(now) || (now.slope < 0.0 && distance >= farthest)) {
        return now;
      }
      if (now.slope >= 0.0) {
        return zoom(now, before);
      }
      before = now;
      distance = std::min(2.0 * distance, farthest);
    }
    return lower_or_nothing(before);
  }

 private:
  [[nodiscard]] bool has_trials() const { return trials_ < most_trials; }

  LinePoint evaluate(double distance) {
    ++trials_;
    return function_(distance);
  }

  [[nodiscard]] bool is_lower(const LinePoint& point) const {
    return std::isfinite(point.value) && std::isfinite(point.slope) &&
           point.value <= start_.value + decrease * point.distance * start_.slope;
  }
  [[nodiscard]] bool is_flat(const LinePoint& point) const {
    return std::abs(point.slope) <= -curvature * start_.slope;
  }
  [[nodiscard]] std::optional<LinePoint> lower_or_nothing(const LinePoint& point) const {
    return point.distance > 0.0 && point.value < start_.value ? std::optional(point) : std::nullopt;
  }

  // `low` is the lowest point so far that decreases enough, and its slope points to `high`.
  std::optional<LinePoint> zoom(LinePoint low, LinePoint high) {
    while (has_trials() && std::abs(high.distance - low.distance) > 1e-14 * low.distance) {
      const LinePoint now = evaluate(between(low, high));
      if (!is_lower(now) || now.value >= low.value) {
        high = now;
        continue;
      }
      if (is_flat(now)) {
        return now;
      }
      if (now.slope * (high.distance - low.distance) >= 0.0) {
        high = low;
      }
      low = now;
    }
    return lower_or_nothing(low);
  }

  // The minimum of the parabola through both values and the slope at `low`, kept off the ends.
  static double between(const LinePoint& low, const LinePoint& high) {
    const double width = high.distance - low.distance;
    const double bend = high.value - low.value - low.slope * width;
    double share = 0.5;
    if (std::isfinite(bend) && bend > 0.0) {
      share = std::clamp(-0.5 * low.slope * width / bend, 0.1, 0.9);
    }
    return low.distance + share * width;
  }

  const LineFunction& function_;
  LinePoint start_;
  int trials_ = 0;
};

}  // namespace

std::optional<LinePoint> strong_wolfe(const LineFunction& function, const LinePoint& start,
                                      double first, double farthest) {
  return Search(function, start).bracket(first, farthest);
}

}  // namespace fiberloom::core
