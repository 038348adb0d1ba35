#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fiber/fiber_fft.hpp>
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

  /// What a transform of that size computes in.
  [[nodiscard]] core::FiberFft::Workspace& of(const core::FiberFft& transform) {
    if (transform_.field.size() != transform.size()) {
      transform_ = transform.make_workspace();
    }
    return transform_;
  }

 private:
  std::array<core::AlignedVector<std::complex<double>>, num_rows> rows_{};
  core::FiberFft::Workspace transform_{};
};

}  // namespace fiberloom::sim
