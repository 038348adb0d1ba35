#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <span>

namespace fiberloom::sim {

/// Rows that components compute in, so that a frame costs no allocation once the first one has passed.
///
/// Threads: one per thread; what is in a row after a call means nothing.
class Workspace {
 public:
  static constexpr std::size_t num_rows = 3;

  /// Row `index` (below num_rows), [size]; grown when it is shorter.
  [[nodiscard]] std::span<std::complex<double>> row(std::size_t index, std::size_t size) {
    core::AlignedVector<std::complex<double>>& values = rows_[index];
    if (values.size() < size) {
      values.resize(size);
    }
    return std::span<std::complex<double>>(values).first(size);
  }

 private:
  std::array<core::AlignedVector<std::complex<double>>, num_rows> rows_{};
};

}  // namespace fiberloom::sim
