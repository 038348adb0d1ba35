#pragma once

#include <fiberloom/sim/drift/ornstein_uhlenbeck.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <vector>

namespace fiberloom::sim {

/// Drift whose one-sided power spectral density is density_at_1_hz / f between two corner frequencies, level below the
/// lower and falling as 1/f^2 above the upper one. A density of 0 switches it off.
///
/// Units:   the density in the square of what drifts (its 1/f makes it one per hertz).
struct FlickerNoiseParameters {
  double density_at_1_hz = 0.0;
  double lowest_hz = 1e-5;
  double highest_hz = 1.0;
};

/// One path of flicker noise, read at any time in any order.
///
/// A sum of Ornstein-Uhlenbeck processes of equal variance, two octaves between their corner frequencies: between the
/// corners the sum departs from 1/f by less than 0.4 %.
///
/// Throws:  core::InputError "input.drift" unless density >= 0 and 0 < lowest < highest; at(): as OrnsteinUhlenbeck.
/// Threads: an immutable value.
/// Source:  van der Ziel, Physica 16, 359 (1950); int df_c/(f_c^2 + f^2) = pi/(2f).
class FlickerNoise {
 public:
  FlickerNoise() = default;
  FlickerNoise(const FlickerNoiseParameters& parameters, const NoiseOrigin& origin);

  [[nodiscard]] double at(double time_s) const;

 private:
  std::vector<OrnsteinUhlenbeck> parts_;
};

}  // namespace fiberloom::sim
