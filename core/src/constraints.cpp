#include <algorithm>
#include <cmath>
#include <fiberloom/core/constraints.hpp>
#include <fiberloom/core/error.hpp>
#include <limits>
#include <numeric>

namespace fiberloom::core {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

[[noreturn]] void refuse(const std::string& why) {
  throw InputError("input.constraints", "constraints: " + why);
}

std::vector<double> spread(const std::vector<double>& limits, std::size_t size, double none) {
  if (limits.size() > 1 && limits.size() != size) {
    refuse(std::to_string(limits.size()) + " limits for " + std::to_string(size) + " parameters");
  }
  if (limits.size() == size) {
    return limits;
  }
  return std::vector<double>(size, limits.empty() ? none : limits.front());
}

struct Box {
  std::vector<double> lower;
  std::vector<double> upper;
};

Box box_of(const GroupConstraint& constraint, std::size_t size) {
  Box box{.lower = spread(constraint.minimum, size, -infinity),
          .upper = spread(constraint.maximum, size, infinity)};
  for (std::size_t i = 0; i < size; ++i) {
    if (!(box.lower[i] <= box.upper[i])) {
      refuse("a lower limit lies above its upper limit, or is not a number");
    }
  }
  return box;
}

// The point of the box that is nearest to `value` once magnitudes cost `price`.
double nearest(double value, double price, double lower, double upper) {
  const double shrunk = std::copysign(std::max(std::abs(value) - price, 0.0), value);
  return std::clamp(shrunk, lower, upper);
}

double sum_at(std::span<const double> values, const Box& box, double price) {
  double sum = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += std::abs(nearest(values[i], price, box.lower[i], box.upper[i]));
  }
  return sum;
}

// Prices at which the sum of magnitudes changes its slope, in ascending order.
std::vector<double> breakpoints(std::span<const double> values, const Box& box) {
  std::vector<double> prices{0.0};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double magnitude = std::abs(values[i]);
    prices.push_back(magnitude);
    for (const double limit : {box.lower[i], box.upper[i]}) {
      const double price = magnitude - std::copysign(1.0, values[i]) * limit;
      if (std::isfinite(price) && price > 0.0 && price < magnitude) {
        prices.push_back(price);
      }
    }
  }
  std::ranges::sort(prices);
  return prices;
}

// The smallest price at which the sum of magnitudes keeps its limit; the sum falls linearly between breakpoints.
double price_of(std::span<const double> values, const Box& box, double limit) {
  const std::vector<double> prices = breakpoints(values, box);
  const auto first = std::ranges::partition_point(
      prices, [&](double price) { return sum_at(values, box, price) > limit; });
  if (first == prices.begin()) {
    return 0.0;
  }
  if (first == prices.end()) {
    return prices.back();  // only rounding keeps the smallest sum above the limit
  }
  const double below = *(first - 1);
  const double sum_below = sum_at(values, box, below);
  const double sum_above = sum_at(values, box, *first);
  return below + (*first - below) * (sum_below - limit) / (sum_below - sum_above);
}

void check_sum(const Box& box, double limit) {
  double smallest = 0.0;
  for (std::size_t i = 0; i < box.lower.size(); ++i) {
    smallest += std::max({box.lower[i], -box.upper[i], 0.0});
  }
  if (!(limit >= 0.0) || smallest > limit * (1.0 + 1e-12)) {
    refuse("no parameters within the box have magnitudes that add up to at most " +
           std::to_string(limit));
  }
}

// Limit by limit, the tighter one; a single limit holds for all.
void tighten_limits(std::vector<double>& limits, const std::vector<double>& others,
                    const double& (*tighter)(const double&, const double&)) {
  if (others.empty() || limits.empty()) {
    limits.insert(limits.end(), others.begin(), others.end());
    return;
  }
  const std::vector<double> wanted = spread(others, std::max(limits.size(), others.size()), 0.0);
  limits = spread(limits, wanted.size(), 0.0);
  std::transform(limits.begin(), limits.end(), wanted.begin(), limits.begin(), tighter);
}

}  // namespace

void project(std::span<double> values, const GroupConstraint& constraint) {
  const Box box = box_of(constraint, values.size());
  double price = 0.0;
  if (constraint.sum_of_magnitudes) {
    check_sum(box, *constraint.sum_of_magnitudes);
    price = price_of(values, box, *constraint.sum_of_magnitudes);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = nearest(values[i], price, box.lower[i], box.upper[i]);
  }
}

void Constraints::tighten(const std::string& group, const GroupConstraint& constraint) {
  GroupConstraint& known = by_group_[group];
  tighten_limits(known.minimum, constraint.minimum, std::max<double>);
  tighten_limits(known.maximum, constraint.maximum, std::min<double>);
  if (constraint.sum_of_magnitudes) {
    known.sum_of_magnitudes =
        std::min(known.sum_of_magnitudes.value_or(infinity), *constraint.sum_of_magnitudes);
  }
}

void Constraints::project(std::span<double> parameters,
                          std::span<const ParameterGroup> groups) const {
  for (const ParameterGroup& group : groups) {
    const auto known = by_group_.find(group.name);
    if (known != by_group_.end()) {
      core::project(parameters.first(group.size), known->second);
    }
    parameters = parameters.subspan(group.size);
  }
}

}  // namespace fiberloom::core
