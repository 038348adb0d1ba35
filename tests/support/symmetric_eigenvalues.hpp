#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <vector>

namespace fiberloom::test {

/// Eigenvalues of a small symmetric matrix, rising, by Jacobi's rotations.
inline std::vector<double> symmetric_eigenvalues(core::RealBatch<double> matrix) {
  const std::size_t size = matrix.batch();
  for (int sweep = 0; sweep < 60; ++sweep) {
    for (std::size_t p = 0; p < size; ++p) {
      for (std::size_t q = p + 1; q < size; ++q) {
        const double angle =
            0.5 * std::atan2(2.0 * matrix.row(p)[q], matrix.row(q)[q] - matrix.row(p)[p]);
        const double c = std::cos(angle);
        const double s = std::sin(angle);
        for (std::size_t k = 0; k < size; ++k) {  // columns
          const double left = matrix.row(k)[p];
          const double right = matrix.row(k)[q];
          matrix.row(k)[p] = c * left - s * right;
          matrix.row(k)[q] = s * left + c * right;
        }
        for (std::size_t k = 0; k < size; ++k) {  // rows
          const double upper = matrix.row(p)[k];
          const double lower = matrix.row(q)[k];
          matrix.row(p)[k] = c * upper - s * lower;
          matrix.row(q)[k] = s * upper + c * lower;
        }
      }
    }
  }
  std::vector<double> values;
  for (std::size_t k = 0; k < size; ++k) {
    values.push_back(matrix.row(k)[k]);
  }
  std::ranges::sort(values);
  return values;
}

}  // namespace fiberloom::test
