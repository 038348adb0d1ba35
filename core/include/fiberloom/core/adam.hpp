#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fiberloom::core {

/// Learning rate and weight decay of a run of parameters.
struct AdamGroup {
  std::size_t size = 0;
  double rate = 0.0;
  double weight_decay = 0.0;  ///< added to the gradient as weight_decay * parameter
};

/// Adam with one rate per group.
///
/// Shape:   parameters and gradient flat, the groups one after the other.
/// Source:  Kingma, Ba, arXiv 1412.6980; beta1 0.9, beta2 0.999, epsilon 1e-8.
class Adam {
 public:
  /// Moments and step counts: all that a resumed run needs. Each group counts its own steps, since a group that
  /// stands still for a while starts afresh.
  struct State {
    std::int64_t step = 0;
    std::vector<std::int64_t> group_steps;
    std::vector<double> first_moment;
    std::vector<double> second_moment;
    bool operator==(const State&) const = default;
  };

  explicit Adam(std::vector<AdamGroup> groups);

  [[nodiscard]] const State& state() const noexcept { return state_; }
  /// Throws InputError "input.shape" when the state belongs to another number of parameters.
  void restore(State state);

  /// One step; every group's rate is multiplied by `rate_factor` (a schedule). Groups whose factor is zero in
  /// `group_factors` (empty: all one) stand still, and so do their moments.
  void step(std::span<double> parameters, std::span<const double> gradient, double rate_factor,
            std::span<const double> group_factors = {});

 private:
  std::vector<AdamGroup> groups_;
  State state_;
};

/// Half a cosine from 1 at step 0 to 0 at `total`.
double cosine_schedule(std::int64_t step, std::int64_t total);

}  // namespace fiberloom::core
