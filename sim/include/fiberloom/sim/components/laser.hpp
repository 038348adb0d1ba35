#pragma once

#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/component_seed.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>

namespace fiberloom::sim {

/// Continuous-wave laser. A zero switches a noise off.
///
/// Source:  typical of tunable lasers for coherent links: 15 dBm, RIN -150 dB/Hz, linewidth 100 kHz.
struct LaserParameters {
  double power_w = 0.0;
  double wavelength_m = 1550e-9;
  double relative_intensity_noise_db_per_hz =
      0.0;                    ///< one-sided density of (dP/P)^2, white; negative; 0: none
  double linewidth_hz = 0.0;  ///< full width at half maximum of a Lorentzian line
  JonesVector polarization{1.0, 0.0};
};

/// What has drifted since the laser was measured.
struct LaserDrift {
  double power_factor = 1.0;
  double wavelength_offset_m = 0.0;
};

/// A source of one frame of steady light.
///
/// Power noise has variance RIN * fs/2 on a grid of rate fs. The phase is a Wiener process that is bridged over the
/// frame: a frame repeats, so its end must meet its beginning. Over a delay d its difference has the variance
/// 2 pi linewidth d (1 - d/T) for a frame of length T, instead of 2 pi linewidth d; it starts at 0, for what happens
/// between frames cannot be told by a detector.
/// Throws:  the constructor: InputError "input.laser" for a negative power or linewidth, a positive RIN.
/// Threads: const.
/// Source:  Agrawal, Fiber-Optic Communication Systems, ch. 3; Wiener phase with variance 2 pi linewidth tau.
class Laser {
 public:
  Laser(const LaserParameters& parameters, const core::TimeGrid& grid, const ComponentSeed& seed);

  /// Makes `light` that of this laser: field, polarisation and wavelength, without noise across the polarisation.
  void emit(Light& light, const Moment& moment, const LaserDrift& drift = {}) const;

 private:
  void turn_phase(Light& light, const Moment& moment) const;

  LaserParameters parameters_;
  core::TimeGrid grid_;
  NoiseOrigin intensity_noise_;
  NoiseOrigin phase_noise_;
  double intensity_deviation_;  // of dP/P, per sample
  double phase_deviation_;      // of the step from sample to sample, radian
};

}  // namespace fiberloom::sim
