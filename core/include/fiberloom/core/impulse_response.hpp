#pragma once

#include <complex>
#include <fiberloom/core/time_grid.hpp>
#include <functional>
#include <vector>

namespace fiberloom::core {

/// The kernel h of a linear step on a grid: E_out[j] = sum_k h[k] E[j - k], cyclic.
///
/// Shape:   [grid.size()] at grid.times(): time zero stands at index size/2.
/// Units:   the transfer function takes w in rad per model sample, as conventions.md has it.
[[nodiscard]] std::vector<std::complex<double>> impulse_response(
    const std::function<std::complex<double>(double w)>& transfer, const TimeGrid& grid);

}  // namespace fiberloom::core
