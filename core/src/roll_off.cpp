#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/roll_off.hpp>
#include <numbers>

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

// H = exp(sqrt2 s) / (s^2 + sqrt2 s + 1), s = i w / (2 pi bandwidth): the exponential takes the delay out.
Complex transfer_at(Complex s) {
  return std::exp(std::numbers::sqrt2 * s) / (s * s + std::numbers::sqrt2 * s + 1.0);
}

void check(const RollOff& roll_off) {
  if (!(roll_off.inverse_bandwidth >= 0.0) || !std::isfinite(roll_off.inverse_bandwidth)) {
    throw InputError("input.roll_off",
                     "roll-off: the inverse bandwidth must be finite and not negative");
  }
}

}  // namespace

Complex roll_off_transfer_at(const RollOff& roll_off, double w) {
  return transfer_at({0.0, w * roll_off.inverse_bandwidth / (2.0 * std::numbers::pi)});
}

std::vector<Complex> roll_off_transfer(const RollOff& roll_off, const TimeGrid& grid) {
  check(roll_off);
  std::vector<Complex> transfer;
  for (const double w : grid.angular_frequencies()) {
    transfer.push_back(roll_off_transfer_at(roll_off, w));
  }
  return transfer;
}

std::vector<Complex> roll_off_slope(const RollOff& roll_off, const TimeGrid& grid) {
  check(roll_off);
  std::vector<Complex> slope;
  for (const double w : grid.angular_frequencies()) {
    const Complex per_unit(0.0, w / (2.0 * std::numbers::pi));
    const Complex s = per_unit * roll_off.inverse_bandwidth;
    const Complex polynomial = s * s + std::numbers::sqrt2 * s + 1.0;
    const Complex relative = std::numbers::sqrt2 - (2.0 * s + std::numbers::sqrt2) / polynomial;
    slope.push_back(transfer_at(s) * relative * per_unit);
  }
  return slope;
}

}  // namespace fiberloom::core
