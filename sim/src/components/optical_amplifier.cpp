#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/optical_amplifier.hpp>
#include <fiberloom/sim/components/spontaneous_emission.hpp>
#include <limits>
#include <numbers>

#include "components/phasor.hpp"
#include "components/travelling_light.hpp"
#include "drift/hashed_normal.hpp"

namespace fiberloom::sim {
namespace {

constexpr double light_speed_m_per_s = 299792458.0;
constexpr double infinity = std::numeric_limits<double>::infinity();

double ratio_of(double decibels) { return std::pow(10.0, 0.1 * decibels); }

// ln G of G = G0 exp(-(G - 1) p). The function x + (e^x - 1) p - ln G0 is convex and rises, so that Newton's steps from
// the right never overshoot; the start is the lesser of two upper bounds, no saturation and e^x p <= ln G0 + p.
double log_saturated_gain(double log_gain, double relative_input) {
  if (relative_input == 0.0 || log_gain <= 0.0) {
    return std::max(0.0, log_gain);
  }
  double x = std::min(log_gain, std::log((log_gain + relative_input) / relative_input));
  for (int i = 0; i < 60; ++i) {
    const double excess = x + relative_input * std::expm1(x) - log_gain;
    const double next = x - excess / (1.0 + relative_input * std::exp(x));
    if (!(next < x)) {
      break;
    }
    x = next;
  }
  return std::max(0.0, x);
}

struct WantedGain {
  double average_input_w = 0.0;

  double operator()(const ConstantGain& gain) const { return ratio_of(gain.gain_db); }
  double operator()(const ConstantOutputPower& power) const {
    return average_input_w > 0.0 ? power.power_w / average_input_w : infinity;
  }
};

}  // namespace

OpticalAmplifier::OpticalAmplifier(const OpticalAmplifierParameters& parameters,
                                   const NoiseOrigin& origin)
    : parameters_(parameters),
      noise_origin_(origin),
      gain_drift_(parameters.gain_drift_db, beside(origin, 0)) {
  const bool is_physical =
      parameters.small_signal_gain_db >= 0.0 && parameters.saturation_power_w >= 0.0 &&
      parameters.maximum_output_power_w >= 0.0 && parameters.minimum_input_power_w >= 0.0 &&
      parameters.noise_figure.at_maximum_gain_db >= 0.0 && parameters.gain_memory_s >= 0.0;
  if (!is_physical) {
    throw core::InputError("input.amplifier",
                           "optical amplifier: gain, powers, noise figure and memory must not be "
                           "negative; 0 switches a limit off");
  }
}

bool OpticalAmplifier::has_seed(double average_input_w) const noexcept {
  return average_input_w >= parameters_.minimum_input_power_w;
}

double OpticalAmplifier::saturated_gain(double average_input_w) const {
  if (parameters_.small_signal_gain_db == 0.0) {
    return infinity;
  }
  const double log_gain = parameters_.small_signal_gain_db * std::numbers::ln10 / 10.0;
  const double relative_input =
      parameters_.saturation_power_w > 0.0 ? average_input_w / parameters_.saturation_power_w : 0.0;
  return std::exp(log_saturated_gain(log_gain, relative_input));
}

double OpticalAmplifier::gain(const AmplifierSetPoint& set_point, double average_input_w) const {
  if (!has_seed(average_input_w)) {
    return ratio_of(-parameters_.unpumped_loss_db);
  }
  const double pump_limit = parameters_.maximum_output_power_w > 0.0 && average_input_w > 0.0
                                ? parameters_.maximum_output_power_w / average_input_w
                                : infinity;
  const double wanted = std::visit(WantedGain{average_input_w}, set_point);
  const double given = std::min({wanted, saturated_gain(average_input_w), pump_limit});
  // Darkness at constant power and without any limit: there is nothing to amplify.
  return std::isfinite(given) ? given : 1.0;
}

double OpticalAmplifier::average_after(double average_before_w, double input_w,
                                       double elapsed_s) const {
  if (parameters_.gain_memory_s == 0.0) {
    return input_w;
  }
  return input_w + (average_before_w - input_w) * std::exp(-elapsed_s / parameters_.gain_memory_s);
}

OpticalAmplifier::AtMoment OpticalAmplifier::at(const AmplifierSetPoint& set_point,
                                                double average_input_w, double center_wavelength_m,
                                                const Moment& moment) const {
  const double tilt_db = parameters_.gain_tilt_db_per_nm *
                         (center_wavelength_m * 1e9 - parameters_.reference_wavelength_nm);
  const double gain_here =
      gain(set_point, average_input_w) * ratio_of(tilt_db + gain_drift_.at(moment.time_s));
  return {*this, gain_here, center_wavelength_m, has_seed(average_input_w)};
}

void OpticalAmplifier::pass(Light& light, const AmplifierSetPoint& set_point,
                            double average_input_w, const Moment& moment) const {
  at(set_point, average_input_w, light.center_wavelength_m, moment).pass(light, moment.shot);
}

OpticalAmplifier::AtMoment::AtMoment(const OpticalAmplifier& amplifier, double gain,
                                     double center_wavelength_m, bool has_seed)
    : gain_(gain),
      emission_w_per_hz_(
          has_seed
              ? spontaneous_emission_w_per_hz(
                    gain,
                    noise_factor_of(amplifier.parameters_.noise_figure.at(10.0 * std::log10(gain))),
                    center_wavelength_m)
              : 0.0),
      noise_origin_(amplifier.noise_origin_) {
  // Power grows as exp(z ln G/L): its mean over the fibre is (1 - 1/G)/ln G of the output.
  const double log_gain = std::log(gain);
  const double mean_share = gain == 1.0 ? 1.0 : -std::expm1(-log_gain) / log_gain;
  phase_per_output_w_ = amplifier.parameters_.fiber_phase_per_w * mean_share;
}

void OpticalAmplifier::AtMoment::pass(Light& light, std::int64_t shot) const {
  WhiteNoise noise(noise_origin_, shot);
  amplify(light, gain_, emission_w_per_hz_, noise);
  if (phase_per_output_w_ != 0.0) {
    rotate_by_power(light.field, phase_per_output_w_);
  }
}

void OpticalAmplifier::AtMoment::pass(TravellingLight& light, std::int64_t shot) const {
  WhiteNoise noise(noise_origin_, shot);
  amplify(light, gain_, emission_w_per_hz_, noise);
  if (phase_per_output_w_ != 0.0) {
    light.rotate_by_power(phase_per_output_w_);
  }
}

void OpticalAmplifier::multiply_transfer(std::span<std::complex<double>> transfer,
                                         const OpticalBand& band, const Moment&) const {
  if (parameters_.gain_tilt_db_per_nm == 0.0) {
    return;
  }
  // d lambda = -lambda^2/(2 pi c) d Om; half of the power's exponent is the field's.
  const double wavelength_m = band.center_wavelength_m();
  const double nm_per_offset =
      -1e9 * wavelength_m * wavelength_m / (2.0 * std::numbers::pi * light_speed_m_per_s);
  const double slope = 0.05 * std::numbers::ln10 * parameters_.gain_tilt_db_per_nm * nm_per_offset;
  for (std::size_t k = 0; k < transfer.size(); ++k) {
    transfer[k] *= std::exp(slope * band.offsets_rad_per_s()[k]);
  }
}

void OpticalAmplifier::carry_along(Light&, const Moment&) const {}

}  // namespace fiberloom::sim
