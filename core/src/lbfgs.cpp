#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/lbfgs.hpp>

#include "line_search.hpp"
#include "quadratic_model.hpp"

namespace fiberloom::core {
namespace {

constexpr double farthest_free_distance = 1024.0;
constexpr double smallest_fall = 1e-16;  // of the linear model over a whole step, relative

std::vector<double> moved(std::span<const double> point, double distance,
                          std::span<const double> direction) {
  std::vector<double> result(point.begin(), point.end());
  for (std::size_t j = 0; j < result.size(); ++j) {
    result[j] += distance * direction[j];
  }
  return result;
}

bool is_allowed(const std::vector<double>& point, const Objective& objective) {
  std::vector<double> nearest = point;
  objective.project(nearest);
  return nearest == point;
}

// A direction that stays in the set for a distance of one, and how far it may be followed.
struct Way {
  std::vector<double> direction;
  double farthest = 1.0;
};

Way way_from(std::span<const double> point, const QuadraticModel& model,
             const Objective& objective) {
  std::vector<double> newton = model.newton_step();
  if (!objective.project) {
    return {.direction = std::move(newton), .farthest = farthest_free_distance};
  }
  if (is_allowed(moved(point, 1.0, newton), objective)) {
    return {.direction = std::move(newton)};
  }
  return {.direction = model.step_within(point, objective.project)};
}

// Rows of a history with one more at its end, and the oldest dropped when there are too many.
RealBatch<double> appended(const RealBatch<double>& history, std::span<const double> row) {
  const std::size_t dropped = history.batch() == Lbfgs::memory ? 1 : 0;
  RealBatch<double> result(history.batch() + 1 - dropped, row.size());
  for (std::size_t i = dropped; i < history.batch(); ++i) {
    std::ranges::copy(history.row(i), result.row(i - dropped).begin());
  }
  std::ranges::copy(row, result.row(result.batch() - 1).begin());
  return result;
}

}  // namespace

void Lbfgs::forget() { state_ = {.evaluations = state_.evaluations}; }

void Lbfgs::begin(std::span<const double> point, const Objective& objective) {
  state_.gradient.assign(point.size(), 0.0);
  state_.value = objective.evaluate(point, state_.gradient);
  state_.evaluations += 1;
  const bool is_finite =
      std::isfinite(state_.value) &&
      std::ranges::all_of(state_.gradient, [](double g) { return std::isfinite(g); });
  if (!is_finite) {
    throw NumericalError(
        "numerical.diverged",
        "L-BFGS: the loss is not finite at the start; begin with other parameters");
  }
  state_.has_begun = true;
}

void Lbfgs::remember(std::span<const double> move, std::span<const double> gradient) {
  const std::vector<double> change = moved(gradient, -1.0, state_.gradient);
  // Pairs without positive curvature (a line search that ended at a wall) would spoil the model.
  if (dot(move, change) > 1e-10 * std::sqrt(dot(move, move) * dot(change, change))) {
    state_.steps = appended(state_.steps, move);
    state_.changes = appended(state_.changes, change);
  }
}

// The objective along a way, with the gradient at the distance that was looked at last.
class Lbfgs::Line {
 public:
  Line(std::span<const double> point, const Way& way, const Objective& objective, State& state)
      : point_(point), way_(way), objective_(objective), state_(state), gradient_(point.size()) {}

  LinePoint at(double distance) {
    distance_ = distance;
    state_.evaluations += 1;
    const double value = objective_.evaluate(target(distance), gradient_);
    return {.distance = distance, .value = value, .slope = dot(gradient_, way_.direction)};
  }

  [[nodiscard]] std::vector<double> target(double distance) const {
    return moved(point_, distance, way_.direction);
  }

  const std::vector<double>& gradient_at(double distance) {
    if (distance_ != distance) {
      (void)at(distance);
    }
    return gradient_;
  }

 private:
  std::span<const double> point_;
  const Way& way_;
  const Objective& objective_;
  State& state_;
  std::vector<double> gradient_;
  double distance_ = 0.0;
};

void Lbfgs::step(std::span<double> point, const Objective& objective) {
  if (!state_.has_begun) {
    begin(point, objective);
  }
  if (state_.gradient.size() != point.size()) {
    throw InputError("input.shape",
                     "L-BFGS: the saved state belongs to another number of parameters");
  }
  const Way way = way_from(point, QuadraticModel(state_), objective);
  const LinePoint start{.value = state_.value, .slope = dot(state_.gradient, way.direction)};
  if (!(start.slope < -smallest_fall * (1.0 + std::abs(state_.value)))) {
    state_.has_converged = true;
    return;
  }
  Line line(point, way, objective, state_);
  const std::optional<LinePoint> found = strong_wolfe(
      [&line](double distance) { return line.at(distance); }, start, 1.0, way.farthest);
  if (!found) {  // rounding, or a model gone stale: once more along the gradient, then it is a minimum
    const bool was_gradient = state_.steps.empty();
    forget();
    state_.has_converged = was_gradient;
    return;
  }
  const std::vector<double>& gradient = line.gradient_at(found->distance);
  const std::vector<double> target = line.target(found->distance);
  remember(moved(target, -1.0, point), gradient);
  std::ranges::copy(target, point.begin());
  state_.value = found->value;
  state_.gradient = gradient;
}

}  // namespace fiberloom::core
