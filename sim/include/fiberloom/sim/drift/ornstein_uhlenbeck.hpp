#pragma once

#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {

/// A quantity that wanders about zero and is pulled back: stationary Gaussian with covariance
/// deviation^2 exp(-|t|/correlation_time). A deviation of 0 switches it off.
struct OrnsteinUhlenbeckParameters {
  double deviation = 0.0;  ///< standard deviation, in the unit of what drifts
  double correlation_time_s = 1.0;
};

/// One path of such a process, read at any time in any order: a function of (seed, stream, time) and of nothing else.
///
/// Independent values stand on a lattice of 40 correlation times, where exp(-40) is nothing in double precision; the
/// path between is bridged by halving, each midpoint drawn from its exact distribution given both neighbours. After 20
/// halvings (4e-5 correlation times) the path is straight: what is missing is 0.5 % of the deviation, rms.
///
/// Throws:  the constructor: core::InputError "input.drift" unless the deviation is finite and not negative and the
///          correlation time positive; at(): "input.time" for a time beyond 2^40 lattice intervals.
/// Threads: an immutable value.
/// Source:  Uhlenbeck, Ornstein, Phys. Rev. 36, 823 (1930); conditional Gaussian distribution of a Markov process.
class OrnsteinUhlenbeck {
 public:
  OrnsteinUhlenbeck() = default;
  OrnsteinUhlenbeck(const OrnsteinUhlenbeckParameters& parameters, const NoiseOrigin& origin);

  [[nodiscard]] double at(double time_s) const;

 private:
  OrnsteinUhlenbeckParameters parameters_{};
  NoiseOrigin origin_{};
};

}  // namespace fiberloom::sim
