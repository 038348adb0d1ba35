#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/fiber/window_check.hpp>
#include <numbers>

#include "complex_products.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

constexpr double time_edge = 0.02;  // of the window, at each end
constexpr double band_edge = 0.04;  // of the band, at each end
constexpr double most_at_time_edge = 1e-5;
constexpr double most_at_band_edge = 1e-6;
constexpr double share_of_periodic_light =
    0.01;                             // at the edges, where light spread evenly has 0.04
constexpr double least_growth = 1.0;  // exponent of the power of an instability that matters

double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

std::size_t edge_of(double edge, std::size_t size) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(edge * static_cast<double>(size)));
}

// The largest phase per metre that a pair of waves at +-W in the band gains on the carrier: beta2 W^2 and higher orders.
double largest_mismatch(const Fiber& fiber, const TimeGrid& grid) {
  const std::vector<double> phases = dispersion_phase_per_m(fiber, grid);
  double largest = 0.0;
  for (std::size_t k = 1; k < phases.size(); ++k) {
    largest = std::max(largest, std::abs(phases[k] + phases[phases.size() - k]));
  }
  return largest;
}

}  // namespace

EdgeShares edge_shares(std::span<const Complex> row, const TimeGrid& grid) {
  AlignedVector<Complex> spectrum(row.begin(), row.end());
  FftPlan<double>(grid.size()).forward(spectrum);
  const std::size_t size = row.size();
  const std::size_t time_bins = edge_of(time_edge, size);
  const std::size_t band_bins = edge_of(band_edge, size);
  double energy = 0.0;
  double late = 0.0;
  double spectral_energy = 0.0;
  double outside = 0.0;
  for (std::size_t j = 0; j < size; ++j) {
    const double at_time = power(row[j]);
    const double at_frequency = power(spectrum[j]);
    energy += at_time;
    spectral_energy += at_frequency;
    late += j < time_bins || j >= size - time_bins ? at_time : 0.0;
    const std::size_t from_edge = j < size / 2 ? size / 2 - j : j - size / 2;
    outside += from_edge <= band_bins ? at_frequency : 0.0;
  }
  return {.time = share(late, energy), .band = share(outside, spectral_energy)};
}

std::vector<FiberWarning> grid_warnings(const EdgeShares& before, const EdgeShares& after) {
  std::vector<FiberWarning> warnings;
  const bool is_periodic = before.time >= share_of_periodic_light;
  const double late = std::max(before.time, after.time);
  if (!is_periodic && late > most_at_time_edge) {
    warnings.push_back(
        {"fiber.window",
         fmt::format(
             "the time window is too small: {:.2g} of the {} energy lies at its ends, where "
             "light leaves on one side and comes back on the other; enlarge samples",
             late, before.time > most_at_time_edge ? "input's" : "output's")});
  }
  const double outside = std::max(before.band, after.band);
  if (outside > most_at_band_edge) {
    warnings.push_back(
        {"fiber.band",
         fmt::format("the band is too small: {:.2g} of the {} energy lies at its ends, where "
                     "frequencies wrap around; make time_step_ps smaller (and samples larger, to "
                     "keep the time window)",
                     outside, before.band > most_at_band_edge ? "input's" : "output's")});
  }
  return warnings;
}

std::optional<FiberWarning> step_warning(const Fiber& fiber, const TimeGrid& grid,
                                         std::size_t steps, double peak_power_w) {
  const double growth = 2.0 * std::abs(fiber.gamma_per_w_m) * peak_power_w * fiber.length_m;
  const double mismatch = largest_mismatch(fiber, grid);
  const double step = fiber.length_m / static_cast<double>(steps);
  if (growth < least_growth || step * mismatch < 2.0 * std::numbers::pi) {
    return {};
  }
  const double wanted = std::ceil(fiber.length_m * mismatch / (2.0 * std::numbers::pi));
  return FiberWarning{
      "fiber.steps",
      fmt::format("steps of {:.3g} m are so long that they can make modulation instability of "
                  "their own inside the band; take at least {:.0f} steps, or rk4ip",
                  step, wanted + 1.0)};
}

}  // namespace fiberloom::core
