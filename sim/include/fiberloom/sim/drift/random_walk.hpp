#pragma once

#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {

/// A quantity that nothing pulls back: zero when the bench is switched on, with independent increments of variance
/// deviation_per_sqrt_s^2 dt. A deviation of 0 switches it off.
struct RandomWalkParameters {
  double deviation_per_sqrt_s = 0.0;
};

/// One path of Brownian motion, read at any time in any order: a function of (seed, stream, time) and of nothing else.
///
/// The value at 2^30 s (34 years) is drawn first, then the path is bridged by halving down to 2^-10 s, below which it
/// is straight. Times before the switch-on follow a path of their own.
///
/// Throws:  the constructor: core::InputError "input.drift" unless the deviation is finite and not negative; at():
///          "input.time" beyond the horizon.
/// Threads: an immutable value.
/// Source:  Levy's construction of Brownian motion.
class RandomWalk {
 public:
  RandomWalk() = default;
  RandomWalk(const RandomWalkParameters& parameters, const NoiseOrigin& origin);

  [[nodiscard]] double at(double time_s) const;

 private:
  double deviation_per_sqrt_s_ = 0.0;
  NoiseOrigin origin_{};
};

}  // namespace fiberloom::sim
