#include "linear_operator.hpp"

#include <cmath>
#include <cstddef>

namespace fiberloom::core {

LinearOperator::LinearOperator(const TimeGrid& grid, const Fiber& fiber, const FiberFft& fft)
    : field_attenuation_per_m(fiber.attenuation_per_m / 2.0),
      phase_per_m(fft.arranged(dispersion_phase_per_m(fiber, grid))) {}

void LinearOperator::fill(std::span<std::complex<double>> transfer, double length_m,
                          double factor) const {
  const double magnitude = factor * std::exp(-field_attenuation_per_m * length_m);
  for (std::size_t k = 0; k < transfer.size(); ++k) {
    const double phase = phase_per_m[k] * length_m;
    transfer[k] = {magnitude * std::cos(phase), magnitude * std::sin(phase)};
  }
}

}  // namespace fiberloom::core
