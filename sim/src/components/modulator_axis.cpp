#include "modulator_axis.hpp"

#include <cmath>
#include <fiberloom/core/error.hpp>

namespace fiberloom::sim {

void check_axis(const JonesVector& axis) {
  if (!(std::abs(std::norm(axis[0]) + std::norm(axis[1]) - 1.0) < 1e-9)) {
    throw core::InputError("input.modulator",
                           "modulator: the axis must be a Jones vector of length 1");
  }
}

std::complex<double> enter_axis(Light& light, const JonesVector& axis) {
  const std::complex<double> amplitude =
      std::conj(axis[0]) * light.polarization[0] + std::conj(axis[1]) * light.polarization[1];
  light.polarization = axis;
  light.orthogonal_noise = {};
  return amplitude;
}

}  // namespace fiberloom::sim
