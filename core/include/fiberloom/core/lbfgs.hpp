#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/objective.hpp>
#include <span>
#include <utility>
#include <vector>

namespace fiberloom::core {

/// L-BFGS with a strong-Wolfe line search; over a convex set, projected quasi-Newton steps.
///
/// Where the quasi-Newton step would leave the set, the direction is that to the minimum of the quadratic model over
/// the set, found with projections alone (spectral projected gradients); every trial point is then a feasible one.
/// Source:  Nocedal, Wright, Numerical Optimization, 2nd ed., algorithms 7.4, 3.5 and 3.6; Schmidt, van den Berg,
///          Friedlander, Murphy, AISTATS 2009, for the constrained step.
class Lbfgs {
 public:
  static constexpr std::size_t memory = 10;

  /// All that a resumed run needs.
  ///
  /// Shape:   gradient [parameters]; steps and changes [pairs, parameters], the oldest pair first.
  struct State {
    bool has_begun = false;      ///< value and gradient are those of the current point
    bool has_converged = false;  ///< no further step would get lower
    double value = 0.0;
    std::vector<double> gradient{};
    RealBatch<double> steps{};
    RealBatch<double> changes{};  ///< of the gradient, over each step
    std::int64_t evaluations = 0;
    bool operator==(const State&) const = default;
  };

  [[nodiscard]] const State& state() const noexcept { return state_; }
  void restore(State state) { state_ = std::move(state); }

  /// Drops what was learnt of the objective, for one that has changed; the count of evaluations stays.
  void forget();

  /// One iteration from `point`, which must be allowed, to a lower one. At a minimum the point stays as it is and the
  /// state says so.
  ///
  /// Throws:  NumericalError "numerical.diverged" when the objective is not finite at `point`; InputError
  ///          "input.shape" when the state belongs to another number of parameters.
  void step(std::span<double> point, const Objective& objective);

 private:
  class Line;

  void begin(std::span<const double> point, const Objective& objective);
  void remember(std::span<const double> move, std::span<const double> gradient);

  State state_;
};

}  // namespace fiberloom::core
