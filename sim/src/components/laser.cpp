#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/laser.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <numbers>
#include <vector>

#include "complex_rows.hpp"
#include "normal_chunks.hpp"
#include "phasor.hpp"
#include "row_sums.hpp"

namespace fiberloom::sim {
namespace {

double intensity_deviation(const LaserParameters& parameters, double sample_rate_hz) {
  const double density_db = parameters.relative_intensity_noise_db_per_hz;
  return density_db == 0.0 ? 0.0
                           : std::sqrt(std::pow(10.0, density_db / 10.0) * 0.5 * sample_rate_hz);
}

// From the steps of a random walk to its places; it ends where it began. Blocks are added up first, so that the additions
// need not wait for each other.
void bridge(std::span<double> walk, double deviation) {
  constexpr std::size_t block = 16;
  const auto [sum] = row_sums<1>(walk.size(), [steps = walk.data()](std::size_t j) SIM_INLINE {
    return std::array<double, 1>{steps[j]};
  });
  const double mean = sum / static_cast<double>(walk.size());
  double begin = 0.0;
  for (std::size_t first = 0; first < walk.size(); first += block) {
    const std::span<double> steps = walk.subspan(first, std::min(block, walk.size() - first));
    double place = 0.0;
    for (double& step : steps) {
      const double next = place + deviation * (step - mean);
      step = begin + place;
      place = next;
    }
    begin += place;
  }
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
    with_normals(noise, light.field.size(),
                 [=, deviation = intensity_deviation_, field = pairs(light.field.data())](
                     std::size_t j, double normal) SIM_INLINE {
                   field[2 * j] = amplitude * std::sqrt(std::max(0.0, 1.0 + deviation * normal));
                 });
  }
  if (phase_deviation_ > 0.0) {
    turn_phase(light, moment);
  }
}

void Laser::turn_phase(Light& light, const Moment& moment) const {
  WhiteNoise noise(phase_noise_, moment.shot);
  std::vector<double> phase(light.field.size());
  noise.fill(phase);
  bridge(phase, phase_deviation_);
  multiply_phasors(light.field, phase, 1.0);
}

}  // namespace fiberloom::sim
