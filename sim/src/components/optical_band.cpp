#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/sim/components/optical_band.hpp>

namespace fiberloom::sim {

OpticalBand::OpticalBand(const core::TimeGrid& grid, double center_wavelength_m)
    : grid_(grid),
      center_wavelength_m_(center_wavelength_m),
      offsets_(core::optical_offsets(grid)),
      fft_(grid.size()) {
  if (!(center_wavelength_m > 0.0) || !std::isfinite(center_wavelength_m)) {
    throw core::InputError("input.band",
                           "optical band: the wavelength of the carrier must be positive");
  }
}

}  // namespace fiberloom::sim
