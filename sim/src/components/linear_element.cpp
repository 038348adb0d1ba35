#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>

#include "components/phasor.hpp"
#include "components/travelling_light.hpp"

namespace fiberloom::sim {

core::AlignedVector<std::complex<double>> unit_transfer(const OpticalBand& band) {
  return core::AlignedVector<std::complex<double>>(band.grid().size(), 1.0);
}

void apply_transfer(Light& light, const OpticalBand& band,
                    std::span<const std::complex<double>> transfer) {
  if (transfer.size() != band.grid().size()) {
    throw core::InputError("input.shape",
                           "linear element: the transfer row must be as long as the band's grid; "
                           "make it on that band");
  }
  Workspace workspace;
  TravellingLight travelling(light, band, workspace);
  travelling.filter(band.arranged(transfer));
  travelling.settle();
}

void attenuate(Light& light, double power_transmission) {
  if (power_transmission != 1.0) {
    multiply_scaled(light.field, std::sqrt(power_transmission));
    light.orthogonal_noise.density_w_per_hz *= power_transmission;
  }
}

double power_transmission_of(double loss_db) {
  return loss_db == 0.0 ? 1.0 : std::pow(10.0, -0.1 * loss_db);
}

void limit_bandwidth(OrthogonalNoise& noise, double bandwidth_hz) {
  if (bandwidth_hz > 0.0 && (noise.bandwidth_hz == 0.0 || bandwidth_hz < noise.bandwidth_hz)) {
    noise.bandwidth_hz = bandwidth_hz;
  }
}

}  // namespace fiberloom::sim
