#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/sim/components/photodiode.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <vector>

#include "complex_rows.hpp"
#include "normal_chunks.hpp"
#include "row_sums.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;
namespace constants = core::constants;
namespace units = core::units;

constexpr double charge_c = constants::elementary_charge.in(units::a_s);
constexpr double boltzmann_j_per_k = constants::boltzmann.in(units::j_per_kelvin);

const PhotodiodeParameters& checked(const PhotodiodeParameters& parameters) {
  for (const double number :
       {parameters.responsivity_a_per_w, parameters.saturation_power_w, parameters.dark_current_a,
        parameters.excess_noise_factor, parameters.load_ohm,
        parameters.amplifier_noise_a_per_sqrt_hz, parameters.noise_equivalent_power_w_per_sqrt_hz,
        parameters.low_cutoff_hz, parameters.damage_power_w}) {
    if (!(number >= 0.0)) {
      throw core::InputError("input.photodiode", "photodiode: no parameter may be negative");
    }
  }
  return parameters;
}

std::vector<Complex> transfer_of(const PhotodiodeParameters& parameters,
                                 const core::TimeGrid& grid) {
  std::vector<Complex> transfer = one_sided_transfer(parameters.low_pass, grid);
  if (parameters.low_cutoff_hz > 0.0) {
    const std::vector<double> frequencies = one_sided_frequencies_hz(grid);
    for (std::size_t k = 0; k < transfer.size(); ++k) {
      const Complex ratio(0.0, frequencies[k] / parameters.low_cutoff_hz);
      transfer[k] *= ratio / (1.0 + ratio);
    }
  }
  if (grid.size() % 2 == 0) {
    transfer.back() = transfer.back().real();
  }
  return transfer;
}

std::vector<Complex> times(std::vector<Complex> transfer, double factor) {
  for (Complex& value : transfer) {
    value *= factor;
  }
  return transfer;
}

}  // namespace

Photodiode::Photodiode(const PhotodiodeParameters& parameters, const core::TimeGrid& grid,
                       const ComponentSeed& seed)
    : parameters_(checked(parameters)),
      noise_(seed.origin("noise")),
      sample_rate_hz_(1.0 / grid.step()),
      compression_per_w_(parameters.saturation_power_w > 0.0
                             ? (std::pow(10.0, 0.1) - 1.0) / parameters.saturation_power_w
                             : 0.0),
      noise_bandwidth_hz_(noise_bandwidth_hz(transfer_of(parameters, grid), grid)),
      filter_(grid.size(), times(transfer_of(parameters, grid), parameters.volts_per_ampere)) {}

Exposure Photodiode::detect(const Light& light, double responsivity_factor,
                            std::span<double> signal, const Moment& moment,
                            Workspace& workspace) const {
  const double responsivity = parameters_.responsivity_a_per_w * responsivity_factor;
  const OrthogonalNoise& across = light.orthogonal_noise;
  const double across_hz = across.bandwidth_hz > 0.0 ? across.bandwidth_hz : sample_rate_hz_;
  const double across_w = across.density_w_per_hz * across_hz;
  const auto [sum] = row_sums<1>(
      signal.size(),
      [=, dark_a = parameters_.dark_current_a, compression = compression_per_w_,
       field = pairs(light.field.data()), current = signal.data()](std::size_t j) SIM_INLINE {
        const double power =
            field[2 * j] * field[2 * j] + field[2 * j + 1] * field[2 * j + 1] + across_w;
        current[j] = responsivity * power / (1.0 + compression * power) + dark_a;
        return std::array<double, 1>{power};
      });
  add_noise(signal, constant_noise_density(light, responsivity, moment.temperature_k), moment);
  filter_.apply(signal, workspace);
  const double mean = sum / static_cast<double>(signal.size());
  return {.mean_power_w = mean,
          .is_above_damage = parameters_.damage_power_w > 0.0 && mean > parameters_.damage_power_w};
}

// One-sided, A^2/Hz: of all that does not follow the signal.
double Photodiode::constant_noise_density(const Light& light, double responsivity,
                                          double temperature_k) const noexcept {
  double density =
      parameters_.amplifier_noise_a_per_sqrt_hz * parameters_.amplifier_noise_a_per_sqrt_hz;
  const double noise_power = parameters_.noise_equivalent_power_w_per_sqrt_hz * responsivity;
  density += noise_power * noise_power;
  if (parameters_.load_ohm > 0.0) {
    density += 4.0 * boltzmann_j_per_k * temperature_k / parameters_.load_ohm;
  }
  const OrthogonalNoise& across = light.orthogonal_noise;
  const double optical_hz = across.bandwidth_hz > 0.0 ? across.bandwidth_hz : sample_rate_hz_;
  const double electrical_hz = std::min(noise_bandwidth_hz_, optical_hz);
  const double across_current = responsivity * across.density_w_per_hz;
  return density + across_current * across_current * (2.0 * optical_hz - electrical_hz);
}

void Photodiode::add_noise(std::span<double> current, double constant_density,
                           const Moment& moment) const {
  const double constant_variance = constant_density * 0.5 * sample_rate_hz_;
  const double variance_per_a =
      2.0 * charge_c * parameters_.excess_noise_factor * 0.5 * sample_rate_hz_;
  if (constant_variance == 0.0 && variance_per_a == 0.0) {
    return;
  }
  WhiteNoise noise(noise_, moment.shot);
  with_normals(noise, current.size(),
               [=, values = current.data()](std::size_t j, double normal) SIM_INLINE {
                 const double positive = std::max(0.0, values[j]);
                 values[j] += std::sqrt(constant_variance + variance_per_a * positive) * normal;
               });
}

}  // namespace fiberloom::sim
