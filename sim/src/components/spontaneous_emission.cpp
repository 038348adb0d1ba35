#include <algorithm>
#include <cmath>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/sim/components/spontaneous_emission.hpp>

#include "components/phasor.hpp"
#include "components/travelling_light.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;

double ratio_of(double decibels) { return std::pow(10.0, 0.1 * decibels); }

}  // namespace

double spontaneous_emission_w_per_hz(double gain, double noise_factor, double wavelength_m) {
  const double frequency_hz = core::constants::speed_of_light.in(units::m_per_s) / wavelength_m;
  const double photon_j = core::constants::planck.in(units::j_s)*frequency_hz;
  return std::max(0.0, 0.5 * (noise_factor * gain - 1.0) * photon_j);
}

double noise_factor_of(double noise_figure_db) {
  return noise_figure_db == 0.0 ? 0.0 : ratio_of(noise_figure_db);
}

double chain_noise_figure_db(std::span<const AmplifierStage> stages) {
  double excess = 0.0;
  double gain = 1.0;
  for (const AmplifierStage& stage : stages) {
    excess += (ratio_of(stage.noise_figure_db) - 1.0) / gain;
    gain *= ratio_of(stage.gain_db);
  }
  return 10.0 * std::log10(1.0 + excess);
}

void amplify(OrthogonalNoise& noise, double gain, double emission_w_per_hz, double grid_hz) {
  if (emission_w_per_hz == 0.0) {
    noise.density_w_per_hz *= gain;
    return;
  }
  const double share = noise.bandwidth_hz > 0.0 ? noise.bandwidth_hz / grid_hz : 1.0;
  noise = {.density_w_per_hz = noise.density_w_per_hz * share * gain + emission_w_per_hz,
           .bandwidth_hz = 0.0};
}

void amplify(Light& light, double gain, double emission_w_per_hz, WhiteNoise& noise) {
  const double grid_hz = 1.0 / light.sample_interval_s;
  if (emission_w_per_hz > 0.0) {
    noise.add_to(light.field, emission_w_per_hz * grid_hz, std::sqrt(gain));
  } else {
    multiply_scaled(light.field, std::sqrt(gain));
  }
  amplify(light.orthogonal_noise, gain, emission_w_per_hz, grid_hz);
}

void amplify(TravellingLight& light, double gain, double emission_w_per_hz, WhiteNoise& noise) {
  const double grid_hz = 1.0 / light.band().grid().step();
  light.scale(std::sqrt(gain));
  if (emission_w_per_hz > 0.0) {
    light.add_noise(emission_w_per_hz * grid_hz, noise);
  }
  amplify(light.light().orthogonal_noise, gain, emission_w_per_hz, grid_hz);
}

}  // namespace fiberloom::sim
