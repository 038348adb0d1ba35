#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/power_meter.hpp>
#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {
namespace {

void check(const PowerMeterParameters& parameters) {
  if (!(parameters.range_w >= 0.0) || !(parameters.display_counts >= 0.0) ||
      !(parameters.noise_w_per_sqrt_hz >= 0.0) || !(parameters.averaging_time_s >= 0.0)) {
    throw core::InputError("input.power_meter", "power meter: no parameter may be negative");
  }
  if (parameters.display_counts > 0.0 && parameters.range_w == 0.0) {
    throw core::InputError("input.power_meter", "power meter: counts need a range; give it");
  }
  if (parameters.noise_w_per_sqrt_hz > 0.0 && parameters.averaging_time_s == 0.0) {
    throw core::InputError("input.power_meter",
                           "power meter: noise needs an averaging time; give it");
  }
}

double noise_deviation(const PowerMeterParameters& parameters) {
  check(parameters);
  return parameters.noise_w_per_sqrt_hz == 0.0
             ? 0.0
             : parameters.noise_w_per_sqrt_hz * std::sqrt(0.5 / parameters.averaging_time_s);
}

}  // namespace

PowerMeter::PowerMeter(const PowerMeterParameters& parameters, const ComponentSeed& seed)
    : parameters_(parameters),
      noise_(seed.origin("noise")),
      noise_deviation_w_(noise_deviation(parameters)) {}

PowerReading PowerMeter::read(const Light& light, const PowerMeterState& state,
                              const Moment& moment) const {
  const double mismatch_m = light.center_wavelength_m - state.wavelength_setting_m;
  const double response =
      state.calibration_factor * (1.0 + parameters_.responsivity_slope_per_m * mismatch_m);
  double power = mean_power_w(light) * response;
  if (noise_deviation_w_ > 0.0) {
    power += noise_deviation_w_ * WhiteNoise(noise_, moment.shot).normal();
  }
  const bool is_over_range = parameters_.range_w > 0.0 && power > parameters_.range_w;
  if (is_over_range) {
    power = parameters_.range_w;
  }
  if (parameters_.display_counts > 0.0) {
    const double step = parameters_.range_w / parameters_.display_counts;
    power = std::round(power / step) * step;
  }
  return {.power_w = power,
          .averaging_time_s = parameters_.averaging_time_s,
          .is_over_range = is_over_range};
}

}  // namespace fiberloom::sim
