#include "transmitter_drive.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/vectorised.hpp>
#include <numbers>

namespace fiberloom::hal {
namespace {

// arcsin x for x in -1..1. Below 1/2 by x + x^3 P(x^2), where P interpolates at Chebyshev nodes to 1e-16; above by what is
// missing to a right angle, pi/2 - 2 arcsin sqrt((1 - x)/2).
FIBERLOOM_INLINE inline double arcsine(double x) {
  const double size = std::abs(x);
  const bool is_small = size <= 0.5;
  const double square = is_small ? size * size : 0.5 * (1.0 - size);
  const double root = is_small ? size : std::sqrt(square);
  double sum = 0.0281692182229999;
  sum = sum * square - 0.010749050572091341;
  sum = sum * square + 0.016035514493949316;
  sum = sum * square + 0.0078029494259423985;
  sum = sum * square + 0.011875494394093739;
  sum = sum * square + 0.013929652900662799;
  sum = sum * square + 0.017355259955944623;
  sum = sum * square + 0.022372047631734844;
  sum = sum * square + 0.03038194736709884;
  sum = sum * square + 0.04464285710342364;
  sum = sum * square + 0.07500000000020765;
  sum = sum * square + 0.1666666666666665;
  const double angle = root + root * square * sum;
  return std::copysign(is_small ? angle : 0.5 * std::numbers::pi - 2.0 * angle, x);
}

// A complex number is its two parts one after the other ([complex.numbers]).
std::span<double> parts_of(std::span<std::complex<double>> values) {
  return {reinterpret_cast<double*>(values.data()), 2 * values.size()};
}
std::span<const double> parts_of(std::span<const std::complex<double>> values) {
  return {reinterpret_cast<const double*>(values.data()), 2 * values.size()};
}

void straighten(std::span<double> parts, double full_scale) {
  core::vectorised([parts, share = 1.0 / full_scale]() FIBERLOOM_INLINE {
    FIBERLOOM_INDEPENDENT
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const double inside = std::min(1.0, std::max(-1.0, share * parts[i]));
      parts[i] = 2.0 / std::numbers::pi * arcsine(inside);
    }
  });
}

}  // namespace

double reference_transmission(double full_scale) noexcept {
  return 0.25 / (full_scale * full_scale);
}

LoadedWaveform drive_for(const core::FieldBatch<double>& waveform, double full_scale) {
  LoadedWaveform drive{.samples = waveform,
                       .mean_transmission = reference_transmission(full_scale)};
  straighten(parts_of(drive.samples.values()), full_scale);
  return drive;
}

bool is_clipped(std::span<const std::complex<double>> frame, double full_scale) noexcept {
  double largest = 0.0;
  core::vectorised([parts = parts_of(frame), &largest]() FIBERLOOM_INLINE {
    std::array<double, 8> most{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      double& here = most[i % most.size()];
      here = std::max(here, std::abs(parts[i]));
    }
    largest = std::ranges::max(most);
  });
  return largest > full_scale;
}

}  // namespace fiberloom::hal
