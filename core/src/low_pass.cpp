#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <numbers>

namespace fiberloom::core {

std::vector<double> low_pass_transfer(const LowPass& filter, const TimeGrid& grid) {
  if (!(filter.cutoff > 0.0) || filter.order < 1) {
    throw InputError("input.low_pass",
                     "low-pass: the cutoff must be positive and the order at least 1");
  }
  std::vector<double> transfer = grid.angular_frequencies();
  for (double& value : transfer) {
    value = low_pass_transfer_at(filter, value);
  }
  return transfer;
}

double low_pass_transfer_at(const LowPass& filter, double w) noexcept {
  const double ratio = w / (2.0 * std::numbers::pi * filter.cutoff);
  return std::exp(-0.5 * std::numbers::ln2 * std::pow(ratio * ratio, filter.order));
}

}  // namespace fiberloom::core
