#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/laser.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <numbers>
#include <numeric>
#include <vector>

#include "normal_chunks.hpp"
#include "phasor.hpp"

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
    with_normals(noise, light.field.size(), [&](std::size_t j, double normal) {
      light.field[j] = amplitude * std::sqrt(std::max(0.0, 1.0 + intensity_deviation_ * normal));
    });
  }
  if (phase_deviation_ > 0.0) {
    turn_phase(light, moment);
  }
}

void Laser::turn_phase(Light& light, const Moment& moment) const {
  WhiteNoise noise(phase_noise_, moment.shot);
  std::vector<double> steps(light.field.size());
  noise.fill(steps);
  const double bridge =
      std::accumulate(steps.begin(), steps.end(), 0.0) / static_cast<double>(steps.size());
  double phase = 0.0;
  for (double& step : steps) {
    const double next = phase + phase_deviation_ * (step - bridge);
    step = phase;
    phase = next;
  }
  multiply_phasors(light.field, steps, 1.0);
}

}  // namespace fiberloom::sim
