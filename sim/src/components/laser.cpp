#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/laser.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <numbers>

#include "sine_cosine.hpp"

namespace fiberloom::sim {
namespace {

double intensity_deviation(const LaserParameters& parameters, double sample_rate_hz) {
  const double density_db = parameters.relative_intensity_noise_db_per_hz;
  return density_db == 0.0 ? 0.0
                           : std::sqrt(std::pow(10.0, density_db / 10.0) * 0.5 * sample_rate_hz);
}

}  // namespace

Laser::Laser(const LaserParameters& parameters, const core::TimeGrid& grid,
             const ComponentSeed& seed)
    : parameters_(parameters),
      grid_(grid),
      intensity_noise_(seed.origin("intensity")),
      phase_noise_(seed.origin("phase")),
      intensity_deviation_(intensity_deviation(parameters, 1.0 / grid.step())),
      phase_deviation_(std::sqrt(2.0 * std::numbers::pi * parameters.linewidth_hz * grid.step())) {
  if (!(parameters.power_w >= 0.0) || !(parameters.linewidth_hz >= 0.0) ||
      !(parameters.relative_intensity_noise_db_per_hz <= 0.0)) {
    throw core::InputError("input.laser",
                           "laser: power and linewidth must not be negative, and the relative "
                           "intensity noise in dB/Hz must be, or 0 for none");
  }
}

void Laser::emit(Light& light, const Moment& moment, const LaserDrift& drift) const {
  light.field.resize(grid_.size());
  light.sample_interval_s = grid_.step();
  light.center_wavelength_m = parameters_.wavelength_m + drift.wavelength_offset_m;
  light.polarization = parameters_.polarization;
  light.orthogonal_noise = {};
  const double amplitude = std::sqrt(parameters_.power_w * drift.power_factor);
  std::ranges::fill(light.field, amplitude);
  if (intensity_deviation_ > 0.0) {
    WhiteNoise noise(intensity_noise_, moment.shot);
    for (std::complex<double>& value : light.field) {
      value = amplitude * std::sqrt(std::max(0.0, 1.0 + intensity_deviation_ * noise.normal()));
    }
  }
  if (phase_deviation_ > 0.0) {
    turn_phase(light, moment);
  }
}

void Laser::turn_phase(Light& light, const Moment& moment) const {
  WhiteNoise noise(phase_noise_, moment.shot);
  double sum = 0.0;
  for (std::complex<double>& value : light.field) {
    const double step = phase_deviation_ * noise.normal();
    sum += step;
    value.imag(step);  // kept where the result will be
  }
  const double bridge = sum / static_cast<double>(light.field.size());
  double phase = 0.0;
  for (std::complex<double>& value : light.field) {
    const double next = phase + value.imag() - bridge;
    const SineCosine turned = sine_cosine(phase);
    value = {value.real() * turned.cosine, value.real() * turned.sine};
    phase = next;
  }
}

}  // namespace fiberloom::sim
