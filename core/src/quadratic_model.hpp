#pragma once

#include <cstddef>
#include <fiberloom/core/lbfgs.hpp>
#include <functional>
#include <span>
#include <vector>

namespace fiberloom::core {

double dot(std::span<const double> a, std::span<const double> b);

/// The quadratic model that the pairs of an L-BFGS state make around the current point.
class QuadraticModel {
 public:
  explicit QuadraticModel(const Lbfgs::State& state);

  /// The step to the model's minimum, -H g (two-loop recursion).
  [[nodiscard]] std::vector<double> newton_step() const;

  /// The step from `point` to the model's minimum over a convex set, by spectral projected gradients.
  [[nodiscard]] std::vector<double> step_within(
      std::span<const double> point, const std::function<void(std::span<double>)>& project) const;

 private:
  /// B v, the model's curvature times a vector (the compact form, unrolled).
  [[nodiscard]] std::vector<double> curved(std::span<const double> vector) const;
  [[nodiscard]] std::vector<double> slope_at(std::span<const double> step) const;

  const Lbfgs::State& state_;
  double scale_ = 1.0;                    // the initial curvature
  std::vector<std::vector<double>> b_s_;  // B_i s_i, with what the pairs before i made of B
};

}  // namespace fiberloom::core
