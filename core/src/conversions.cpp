#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <numbers>
#include <string_view>

namespace fiberloom::core {

namespace {

[[noreturn]] void refuse(std::string_view what, double number, std::string_view unit,
                         std::string_view wanted) {
  throw InputError("input.domain",
                   fmt::format("conversion: {} of {} {} makes no sense; it must be {}", what,
                               number, unit, wanted));
}

void check_positive(double number, std::string_view what, std::string_view unit) {
  if (!(number > 0.0) || !std::isfinite(number)) {
    refuse(what, number, unit, "positive and finite");
  }
}

void check_wavelength(Wavelength wavelength) {
  check_positive(wavelength.in(units::nm), "a wavelength", "nm");
}

void check_model_sample(Time model_sample) {
  check_positive(model_sample.in(units::ps), "a model sample", "ps");
}

void check_length(Length length) {
  const double metres = length.in(units::m);
  if (!(metres >= 0.0) || !std::isfinite(metres)) {
    refuse("a length", metres, "m", "zero or more, and finite");
  }
}

// lambda^2 / (2 pi c): what turns a dispersion per wavelength into one per angular frequency.
auto dispersion_scale(Wavelength wavelength) {
  check_wavelength(wavelength);
  return wavelength * wavelength / (2.0 * std::numbers::pi * constants::speed_of_light);
}

}  // namespace

GroupVelocityDispersion group_velocity_dispersion(DispersionParameter dispersion,
                                                  Wavelength wavelength) {
  return -(dispersion * dispersion_scale(wavelength));
}

DispersionParameter dispersion_parameter(GroupVelocityDispersion beta2, Wavelength wavelength) {
  return -(beta2 / dispersion_scale(wavelength));
}

GroupDelayDispersion group_delay_dispersion(AccumulatedDispersion dispersion,
                                            Wavelength wavelength) {
  return -(dispersion * dispersion_scale(wavelength));
}

AccumulatedDispersion accumulated_dispersion(GroupDelayDispersion dispersion,
                                             Wavelength wavelength) {
  return -(dispersion / dispersion_scale(wavelength));
}

ThirdOrderDispersion third_order_dispersion(DispersionSlope slope, DispersionParameter dispersion,
                                            Wavelength wavelength) {
  const auto scale = dispersion_scale(wavelength);
  return scale * scale * (slope + 2.0 * dispersion / wavelength);
}

DispersionSlope dispersion_slope(ThirdOrderDispersion beta3, DispersionParameter dispersion,
                                 Wavelength wavelength) {
  const auto scale = dispersion_scale(wavelength);
  return beta3 / (scale * scale) - 2.0 * dispersion / wavelength;
}

Frequency optical_frequency(Wavelength wavelength) {
  check_wavelength(wavelength);
  return constants::speed_of_light / wavelength;
}

Wavelength wavelength_of(Frequency frequency) {
  check_positive(frequency.in(units::thz), "a frequency", "THz");
  return constants::speed_of_light / frequency;
}

NonlinearCoefficient nonlinear_coefficient(NonlinearIndex index, Wavelength wavelength, Area area) {
  check_wavelength(wavelength);
  check_positive(area.in(units::um2), "an effective area", "um^2");
  return 2.0 * std::numbers::pi * index / (wavelength * area);
}

Length effective_length(Attenuation attenuation, Length length) {
  check_length(length);
  const double exponent = attenuation * length;
  if (exponent == 0.0) {
    return length;
  }
  return (-std::expm1(-exponent) / exponent) * length;
}

Length dispersion_length(Time pulse_width, GroupVelocityDispersion beta2) {
  check_positive(pulse_width.in(units::ps), "a pulse width", "ps");
  return pulse_width * pulse_width / abs(beta2);
}

Length nonlinear_length(NonlinearCoefficient gamma, Power power) {
  if (!(power >= Power{})) {
    refuse("a power", power.in(units::w), "W", "zero or more");
  }
  return 1.0 / (abs(gamma) * power);
}

double layer_dispersion(GroupDelayDispersion dispersion, Time model_sample) {
  check_model_sample(model_sample);
  return dispersion / (model_sample * model_sample);
}

GroupDelayDispersion dispersion_for_layer(double b, Time model_sample) {
  check_model_sample(model_sample);
  return b * (model_sample * model_sample);
}

double layer_third_order_dispersion(ThirdOrderDispersion beta3, Length length, Time model_sample) {
  check_length(length);
  check_model_sample(model_sample);
  return beta3 * length / (model_sample * model_sample * model_sample);
}

double nonlinear_phase(NonlinearCoefficient gamma, Length effective_length,
                       Power launch_power) noexcept {
  return gamma * effective_length * launch_power;
}

Power launch_power_for_phase(double phase, NonlinearCoefficient gamma, Length effective_length) {
  const auto phase_per_power = gamma * effective_length;
  const Power power = phase / phase_per_power;
  if (!(power >= Power{}) || !std::isfinite(power.in(units::w))) {
    throw InputError(
        "input.domain",
        fmt::format("conversion: no launch power gives a nonlinear phase of {} rad in an "
                    "element with gamma Leff = {} rad/W",
                    phase, 1.0 * units::w * phase_per_power));
  }
  return power;
}

double layer_attenuation(Attenuation attenuation, Length length, double power_gain) {
  check_length(length);
  check_positive(power_gain, "a power gain", "(ratio)");
  return attenuation * length - std::log(power_gain);
}

}  // namespace fiberloom::core
