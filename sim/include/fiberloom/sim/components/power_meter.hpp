#pragma once

#include <fiberloom/sim/components/component_seed.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>

namespace fiberloom::sim {

/// Optical power meter. A zero switches an imperfection off.
///
/// Source:  bench meters: 2 to 5 % absolute, 0.01 dB relative, 0.1 to 1 s of averaging.
struct PowerMeterParameters {
  double range_w = 0.0;         ///< the largest reading; 0: no end
  double display_counts = 0.0;  ///< the range is shown in that many steps; 0: every digit
  double noise_w_per_sqrt_hz =
      0.0;  ///< one-sided, white; averaging lets 1/(2 averaging_time_s) of it pass
  double averaging_time_s = 1.0;
  double responsivity_slope_per_m =
      0.0;  ///< relative change of the detector's response with the wavelength
};

/// What the user has set, and how far the calibration is off at this moment.
struct PowerMeterState {
  double wavelength_setting_m = 1550e-9;
  double calibration_factor = 1.0;  ///< reading over truth
};

struct PowerReading {
  double power_w = 0.0;
  double averaging_time_s = 0.0;  ///< that it took
  bool is_over_range = false;     ///< the range itself is shown
};

/// Mean power of a frame as a meter shows it. It sees all polarisations.
///
/// Throws:  the constructor: InputError "input.power_meter" for a negative number, counts without a range, or noise
///          without an averaging time.
/// Threads: const.
class PowerMeter {
 public:
  PowerMeter(const PowerMeterParameters& parameters, const ComponentSeed& seed);

  [[nodiscard]] PowerReading read(const Light& light, const PowerMeterState& state,
                                  const Moment& moment) const;

 private:
  PowerMeterParameters parameters_;
  NoiseOrigin noise_;
  double noise_deviation_w_;
};

}  // namespace fiberloom::sim
