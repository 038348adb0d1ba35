#include "components/travelling_light.hpp"

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/split_step_estimate.hpp>
#include <utility>

#include "components/phasor.hpp"

namespace fiberloom::sim {

TravellingLight::TravellingLight(Light& light, const OpticalBand& band, Workspace& workspace)
    : light_(light),
      band_(band),
      room_(workspace.of(band.transform())),
      spectrum_(workspace.row(0, band.grid().size())),
      rotated_(workspace.row(1, band.grid().size())) {
  if (light.field.size() != band.grid().size()) {
    throw core::InputError("input.shape",
                           "light: the frame is not on the grid of the band; make both on one");
  }
}

void TravellingLight::scale(double amplitude) noexcept {
  factor_ *= amplitude;
  if (power_w_) {
    *power_w_ *= amplitude * amplitude;
  }
}

double TravellingLight::filter(std::span<const Complex> transfer) {
  to_frequency();
  const auto size = static_cast<double>(spectrum_.size());
  const FilteredPowers powers = multiply_scaled(spectrum_, transfer, factor_);
  factor_ = 1.0;
  power_w_ = powers.behind / (size * size);
  return powers.before > 0.0 ? powers.behind / powers.before : 0.0;
}

void TravellingLight::add_noise(double mean_square, WhiteNoise& noise) {
  const auto size = static_cast<double>(spectrum_.size());
  if (is_in_time_) {
    noise.add_to(light_.field, mean_square, factor_);
  } else {  // white here is white there
    noise.add_to(spectrum_, mean_square * size, factor_);
  }
  factor_ = 1.0;
  power_w_.reset();
}

void TravellingLight::rotate_by_power(double phase_per_watt) {
  if (is_in_time_) {
    sim::rotate_by_power(light_.field, phase_per_watt * factor_ * factor_, factor_);
    factor_ = 1.0;
  } else {
    try_rotation(phase_per_watt);
    take_rotation();
  }
}

double TravellingLight::try_rotation(double phase_per_watt) {
  to_frequency();
  const double factor = factor_ / static_cast<double>(spectrum_.size());  // in time
  core::FiberFft::PowerSums sums;
  band_.transform().through_kerr(
      spectrum_,
      {.rotates = true, .phase_per_watt = phase_per_watt * factor * factor, .sums = &sums},
      rotated_, room_);
  power_w_ = factor * factor * sums.first / static_cast<double>(spectrum_.size());
  return sums.first > 0.0 ? factor * factor * sums.second / sums.first : 0.0;
}

void TravellingLight::take_rotation() {
  std::swap(spectrum_, rotated_);
  factor_ /= static_cast<double>(spectrum_.size());
}

double TravellingLight::mean_field_power_w() {
  if (!power_w_) {
    const auto size = static_cast<double>(spectrum_.size());
    const double mean_square = is_in_time_ ? power_sums(light_.field).first / size
                                           : power_sums(spectrum_).first / (size * size);
    power_w_ = factor_ * factor_ * mean_square;
  }
  return *power_w_;
}

std::span<const std::complex<double>> TravellingLight::spectral_shape() {
  to_frequency();
  return spectrum_;
}

double TravellingLight::power_weighted_power_w() {
  to_time();
  return factor_ * factor_ * sim::power_weighted_power_w(light_.field);
}

Light& TravellingLight::settle() {
  to_time();
  if (factor_ != 1.0) {
    multiply_scaled(light_.field, factor_);
    factor_ = 1.0;
  }
  power_w_.reset();
  return light_;
}

void TravellingLight::to_time() {
  if (!is_in_time_) {
    band_.transform().to_field(spectrum_, light_.field);
    factor_ /= static_cast<double>(spectrum_.size());
    is_in_time_ = true;
  }
}

void TravellingLight::to_frequency() {
  if (is_in_time_) {
    band_.transform().to_spectrum(light_.field, spectrum_);
    is_in_time_ = false;
  }
}

}  // namespace fiberloom::sim
