#include <algorithm>
#include <cmath>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/fiber/photons.hpp>
#include <numbers>
#include <random>
#include <vector>

#include "complex_products.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

constexpr double reduced_planck = 6.62607015e-34 / (2.0 * std::numbers::pi);

// Energy of one photon in each bin, in FFT order; 0 where the frequency is not positive.
std::vector<double> photon_energies(const TimeGrid& grid, double center_wavelength_m) {
  if (!(center_wavelength_m > 0.0) || !std::isfinite(center_wavelength_m)) {
    throw InputError("input.domain", "photons: the centre wavelength must be positive and finite");
  }
  std::vector<double> energies = optical_offsets(grid);
  const double carrier = 2.0 * std::numbers::pi * 299792458.0 / center_wavelength_m;
  for (double& value : energies) {
    value = std::max(0.0, reduced_planck * (carrier + value));
  }
  return energies;
}

}  // namespace

double photon_number(std::span<const Complex> row, const TimeGrid& grid,
                     double center_wavelength_m) {
  const std::vector<double> energies = photon_energies(grid, center_wavelength_m);
  AlignedVector<Complex> spectrum(row.begin(), row.end());
  FftPlan<double>(grid.size()).forward(spectrum);
  double sum = 0.0;
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    if (energies[k] > 0.0) {
      sum += power(spectrum[k]) / energies[k];
    }
  }
  return sum * grid.step() / static_cast<double>(grid.size());
}

void add_photon_noise(std::span<Complex> row, const TimeGrid& grid, double center_wavelength_m,
                      std::uint64_t seed, std::uint64_t index) {
  const std::vector<double> energies = photon_energies(grid, center_wavelength_m);
  std::seed_seq sequence{seed & 0xffffffffU, seed >> 32U, index & 0xffffffffU, index >> 32U};
  std::mt19937_64 engine(sequence);
  const double window = static_cast<double>(grid.size()) * grid.step();
  AlignedVector<Complex> noise(row.size());
  for (std::size_t k = 0; k < noise.size(); ++k) {
    constexpr double turn = 2.0 * std::numbers::pi / 9007199254740992.0;  // 2 pi / 2^53
    const double phase = turn * static_cast<double>(engine() >> 11U);
    const double amplitude = std::sqrt(energies[k] / window);
    noise[k] = {amplitude * std::cos(phase), amplitude * std::sin(phase)};
  }
  FftPlan<double>(grid.size()).inverse_unscaled(noise);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] += noise[j];
  }
}

}  // namespace fiberloom::core
