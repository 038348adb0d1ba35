#pragma once

#include <complex>
#include <span>

namespace fiberloom::core {

/// row <- row exp(i phase_per_watt intensity); the intensity is used up. Rows begin on a 64-byte boundary.
void turn(std::span<std::complex<double>> row, double phase_per_watt, std::span<double> intensity);

}  // namespace fiberloom::core
