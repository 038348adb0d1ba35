#include "turn.hpp"

#include "simd/kernel_table.hpp"

namespace fiberloom::core {

void turn(std::span<std::complex<double>> row, double phase_per_watt, std::span<double> intensity) {
  for (double& value : intensity) {
    value *= -phase_per_watt;
  }
  kernels<double>().rotate_row(0.0, intensity.data(), reinterpret_cast<double*>(row.data()),
                               row.size());
}

}  // namespace fiberloom::core
