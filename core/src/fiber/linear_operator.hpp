#pragma once

#include <complex>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/fiber/fiber_fft.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <span>
#include <vector>

namespace fiberloom::core {

/// Attenuation and dispersion per metre, at the frequencies of a FiberFft and in its order.
struct LinearOperator {
  double field_attenuation_per_m;
  std::vector<double> phase_per_m;

  LinearOperator(const TimeGrid& grid, const Fiber& fiber, const FiberFft& fft);

  /// transfer = factor exp((-a/2 + i beta(Om)) length).
  void fill(std::span<std::complex<double>> transfer, double length_m, double factor) const;
};

}  // namespace fiberloom::core
