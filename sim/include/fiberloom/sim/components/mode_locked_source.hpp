#pragma once

#include <cstddef>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/component_seed.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>

namespace fiberloom::sim {

enum class PulseShape { gaussian, sech_squared };

/// A train of equal pulses. A zero switches chirp and noise off.
///
/// Source:  exp(-(1 + iC)/2 (t/T0)^2) and sech(t/T0) exp(-iC/2 (t/T0)^2): Agrawal, Nonlinear Fiber Optics, ch. 3; full
///          width 1.665 T0 and 1.763 T0, energy sqrt(pi) P0 T0 and 2 P0 T0.
struct ModeLockedSourceParameters {
  PulseShape shape = PulseShape::sech_squared;
  double width_s = 0.0;  ///< full width at half maximum of the power, chirped as it is
  double repetition_rate_hz = 0.0;
  double average_power_w = 0.0;  ///< of the source, dark times included: pulse energy times rate
  double chirp = 0.0;            ///< C
  double timing_jitter_s = 0.0;  ///< rms, white from pulse to pulse
  double energy_noise = 0.0;     ///< rms of the relative pulse energy, white from pulse to pulse
  double wavelength_m = 1550e-9;
  JonesVector polarization{1.0, 0.0};
};

/// What has drifted since the source was measured.
struct ModeLockedDrift {
  double power_factor = 1.0;
  double wavelength_offset_m = 0.0;
};

/// Mode-locked laser: as many pulses as a frame has periods, or one when the frame is shorter than a period. The first
/// pulse is at the sample of time 0 (TimeGrid::times), pulses that leave a frame at one end come in at the other.
///
/// Throws:  the constructor: InputError "input.pulses" for numbers that are not positive (or negative where 0 is off), a
///          frame that is longer than a period but not a whole number of them, or pulses that overlap.
/// Threads: const.
class ModeLockedSource {
 public:
  ModeLockedSource(const ModeLockedSourceParameters& parameters, const core::TimeGrid& grid,
                   const ComponentSeed& seed);

  [[nodiscard]] std::size_t num_pulses() const noexcept { return num_pulses_; }

  /// Makes `light` that of this source.
  void emit(Light& light, const Moment& moment, const ModeLockedDrift& drift = {}) const;

 private:
  void add_pulse(Light& light, double center_s, double amplitude) const;

  ModeLockedSourceParameters parameters_;
  core::TimeGrid grid_;
  NoiseOrigin timing_noise_;
  NoiseOrigin energy_noise_;
  std::size_t num_pulses_;
  double unit_time_s_;     // T0
  double peak_power_w_;    // P0
  double half_support_s_;  // beyond which a pulse is nothing
};

}  // namespace fiberloom::sim
