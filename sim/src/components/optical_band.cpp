#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/sim/components/optical_band.hpp>
#include <numeric>

namespace fiberloom::sim {

OpticalBand::OpticalBand(const core::TimeGrid& grid, double center_wavelength_m)
    : grid_(grid),
      center_wavelength_m_(center_wavelength_m),
      offsets_(core::optical_offsets(grid)),
      fft_(grid.size()),
      transform_(core::FiberFft::of(grid.size(), false)) {
  if (!(center_wavelength_m > 0.0) || !std::isfinite(center_wavelength_m)) {
    throw core::InputError("input.band",
                           "optical band: the wavelength of the carrier must be positive");
  }
  std::vector<double> bins(grid.size());
  std::iota(bins.begin(), bins.end(), 0.0);
  for (const double bin : transform_->arranged(bins)) {
    order_.push_back(static_cast<std::size_t>(bin));
  }
  arranged_offsets_ = transform_->arranged(offsets_);
}

core::AlignedVector<std::complex<double>> OpticalBand::arranged(
    std::span<const std::complex<double>> row) const {
  core::AlignedVector<std::complex<double>> result;
  result.reserve(order_.size());
  for (const std::size_t bin : order_) {
    result.push_back(row[bin]);
  }
  return result;
}

double detuning_hz(double wavelength_m, double carrier_wavelength_m) noexcept {
  constexpr double light_speed_m_per_s = 299792458.0;
  return light_speed_m_per_s * (1.0 / wavelength_m - 1.0 / carrier_wavelength_m);
}

}  // namespace fiberloom::sim
