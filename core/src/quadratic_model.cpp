#include "quadratic_model.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fiberloom::core {
namespace {

constexpr int most_inner_steps = 200;

void add(std::span<double> to, double factor, std::span<const double> what) {
  for (std::size_t j = 0; j < to.size(); ++j) {
    to[j] += factor * what[j];
  }
}

std::vector<double> difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> result(a.begin(), a.end());
  add(result, -1.0, b);
  return result;
}

double length(std::span<const double> a) { return std::sqrt(dot(a, a)); }

}  // namespace

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

QuadraticModel::QuadraticModel(const Lbfgs::State& state) : state_(state) {
  const std::size_t pairs = state.steps.batch();
  if (pairs == 0) {
    // A first step no longer than one, whatever the objective's units are.
    scale_ = std::max(length(state.gradient), 1e-300);
    return;
  }
  const auto last_change = state.changes.row(pairs - 1);
  scale_ = dot(last_change, last_change) / dot(state.steps.row(pairs - 1), last_change);
  for (std::size_t i = 0; i < pairs; ++i) {
    b_s_.push_back(curved(state.steps.row(i)));
  }
}

// BFGS, pair by pair: B <- B - (B s)(B s)^T / (s^T B s) + y y^T / (s^T y), over the pairs in b_s_.
std::vector<double> QuadraticModel::curved(std::span<const double> vector) const {
  std::vector<double> result(vector.begin(), vector.end());
  for (double& value : result) {
    value *= scale_;
  }
  for (std::size_t i = 0; i < b_s_.size(); ++i) {
    const auto s = state_.steps.row(i);
    const auto y = state_.changes.row(i);
    add(result, -dot(b_s_[i], vector) / dot(b_s_[i], s), b_s_[i]);
    add(result, dot(y, vector) / dot(y, s), y);
  }
  return result;
}

std::vector<double> QuadraticModel::newton_step() const {
  std::vector<double> step(state_.gradient.size());
  std::ranges::transform(state_.gradient, step.begin(), std::negate<>());
  const std::size_t pairs = state_.steps.batch();
  std::vector<double> weights(pairs);
  for (std::size_t i = pairs; i-- > 0;) {
    const auto s = state_.steps.row(i);
    const auto y = state_.changes.row(i);
    weights[i] = dot(s, step) / dot(s, y);
    add(step, -weights[i], y);
  }
  for (double& value : step) {
    value /= scale_;
  }
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto s = state_.steps.row(i);
    const auto y = state_.changes.row(i);
    add(step, weights[i] - dot(y, step) / dot(s, y), s);
  }
  return step;
}

std::vector<double> QuadraticModel::slope_at(std::span<const double> step) const {
  std::vector<double> slope = curved(step);
  add(slope, 1.0, state_.gradient);
  return slope;
}

std::vector<double> QuadraticModel::step_within(
    std::span<const double> point, const std::function<void(std::span<double>)>& project) const {
  // x = point + step; each inner step goes towards P(x - slope/curvature), as far as the model falls.
  std::vector<double> step(point.size(), 0.0);
  std::vector<double> slope = slope_at(step);
  double curvature = scale_;
  for (int i = 0; i < most_inner_steps; ++i) {
    std::vector<double> target(point.begin(), point.end());
    add(target, 1.0, step);
    const std::vector<double> here = target;
    add(target, -1.0 / curvature, slope);
    project(target);
    const std::vector<double> direction = difference(target, here);
    const std::vector<double> bend = curved(direction);
    const double fall = -dot(slope, direction);
    const double resistance = dot(direction, bend);
    if (!(fall > 0.0) || length(direction) <= 1e-12 * (1.0 + length(here))) {
      break;
    }
    const double share = resistance > 0.0 ? std::min(1.0, fall / resistance) : 1.0;
    add(step, share, direction);
    add(slope, share, bend);
    const double squared = dot(direction, direction);
    curvature = resistance > 1e-12 * scale_ * squared ? resistance / squared : scale_;
  }
  return step;
}

}  // namespace fiberloom::core
