#pragma once

#include <complex>
#include <fiberloom/core/time_grid.hpp>
#include <vector>

namespace fiberloom::core {

/// The band limit of an electrical part: second-order Butterworth, its delay at low frequency taken out by the trigger.
///
/// Units:   `inverse_bandwidth` is one over the 3-dB bandwidth in cycles per unit of the grid's times; 0 is no limit.
struct RollOff {
  double inverse_bandwidth = 0.0;

  bool operator==(const RollOff&) const = default;
};

/// Transfer on a grid, [grid.size()], in FFT order.
///
/// Throws:  InputError "input.roll_off" for a negative or infinite inverse bandwidth.
std::vector<std::complex<double>> roll_off_transfer(const RollOff& roll_off, const TimeGrid& grid);

/// The same at one angular frequency, of a roll-off that is known to be in order.
std::complex<double> roll_off_transfer_at(const RollOff& roll_off, double w);

/// Derivative of that transfer with respect to the inverse bandwidth.
std::vector<std::complex<double>> roll_off_slope(const RollOff& roll_off, const TimeGrid& grid);

}  // namespace fiberloom::core
