#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/fiber.hpp>
#include <numbers>
#include <string>

namespace fiberloom::core {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw InputError("input.fiber", "fibre: " + what);
}

}  // namespace

double Fiber::center_angular_frequency() const noexcept {
  return center_wavelength_m > 0.0 ? 2.0 * std::numbers::pi * 299792458.0 / center_wavelength_m
                                   : 0.0;
}

void Fiber::validate() const {
  if (!(length_m >= 0.0) || !std::isfinite(length_m)) {
    refuse("the length must be zero or more, and finite");
  }
  if (!std::isfinite(attenuation_per_m)) {
    refuse("the attenuation must be finite");
  }
  if (!std::ranges::all_of(betas, [](double beta) { return std::isfinite(beta); })) {
    refuse("every beta must be finite");
  }
  if (!std::isfinite(gamma_per_w_m)) {
    refuse("gamma must be finite");
  }
  if (!(center_wavelength_m >= 0.0) || !std::isfinite(center_wavelength_m)) {
    refuse("the centre wavelength must be positive and finite");
  }
  if (self_steepening && center_wavelength_m == 0.0) {
    refuse("self-steepening needs the centre wavelength");
  }
  if (raman) {
    raman->validate();
  }
}

std::vector<double> optical_offsets(const TimeGrid& grid) {
  std::vector<double> offsets = grid.angular_frequencies();
  const std::size_t edge = grid.size() % 2 == 0 ? grid.size() / 2 : grid.size();
  for (std::size_t k = 0; k < offsets.size(); ++k) {
    offsets[k] = k == edge ? -std::abs(offsets[k]) : -offsets[k];
  }
  return offsets;
}

std::vector<double> dispersion_phase_per_m(const Fiber& fiber, const TimeGrid& grid) {
  std::vector<double> phase = optical_offsets(grid);
  for (double& value : phase) {
    const double offset = value;
    double sum = 0.0;
    double power = offset;
    double factorial = 1.0;
    for (std::size_t n = 2; n < fiber.betas.size() + 2; ++n) {
      power *= offset;
      factorial *= static_cast<double>(n);
      sum += fiber.betas[n - 2] / factorial * power;
    }
    value = sum;
  }
  return phase;
}

}  // namespace fiberloom::core
