#pragma once

#include <fiberloom/core/time_grid.hpp>
#include <vector>

namespace fiberloom::core {

/// Super-Gaussian optical low-pass: field transfer exp(-ln2/2 (f/f0)^(2*order)), so the power at f0 is halved.
///
/// Units:   cutoff in cycles per model sample (or in hertz on a grid in seconds).
struct LowPass {
  double cutoff = 0.4;
  int order = 4;

  bool operator==(const LowPass&) const = default;
};

/// Field transfer of the filter on a grid, [grid.size()], in FFT order.
///
/// Throws:  InputError "input.low_pass" unless cutoff > 0 and order >= 1.
std::vector<double> low_pass_transfer(const LowPass& filter, const TimeGrid& grid);

/// The same at one angular frequency, of a filter that is known to be in order.
double low_pass_transfer_at(const LowPass& filter, double w) noexcept;

}  // namespace fiberloom::core
