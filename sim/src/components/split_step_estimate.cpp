#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/split_step_estimate.hpp>

#include "components/phasor.hpp"

namespace fiberloom::sim {
namespace {

constexpr double most_steps = 1e5;

}  // namespace

double split_step_error(const SplitStepSize& size, std::size_t steps) {
  const double phi = std::abs(size.nonlinear_phase_rad);
  const double delta = std::abs(size.dispersive_phase_rad);
  const auto count = static_cast<double>(steps);
  return 1.7 * phi * delta * (phi + delta / (1.0 + delta)) / (count * count);
}

bool is_reshaped(const SplitStepSize& size) {
  const double phi = std::abs(size.nonlinear_phase_rad);
  return phi > 0.3 && phi * std::abs(size.dispersive_phase_rad) > 0.03;
}

std::size_t split_steps_for(const SplitStepSize& size, double tolerance) {
  const double steps = std::ceil(std::sqrt(split_step_error(size, 1) / tolerance));
  if (!(steps <= most_steps)) {
    throw core::NumericalError(
        "numerical.step_size",
        "fibre spool: no number of steps keeps the tolerance; check the power, the units of the "
        "fibre, and the tolerance");
  }
  return static_cast<std::size_t>(std::max(1.0, steps));
}

double power_weighted_power_w(std::span<const std::complex<double>> field) {
  const PowerSums sums = power_sums(field);
  return sums.first > 0.0 ? sums.second / sums.first : 0.0;
}

}  // namespace fiberloom::sim
