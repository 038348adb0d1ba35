#pragma once

#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <span>
#include <vector>

#include "simd/kernel_table.hpp"

namespace fiberloom::core {

/// Tables of the batch transform of one length; kernel_table.hpp says how it is cut.
///
/// Shape:   lengths are powers of two from 16 to 16384.
template <class Real>
class LaneTransformPlan {
 public:
  static bool takes(std::size_t size);

  explicit LaneTransformPlan(std::size_t size);
  LaneTransformPlan(const LaneTransformPlan&) = delete;
  LaneTransformPlan& operator=(const LaneTransformPlan&) = delete;

  [[nodiscard]] const LaneGeometry<Real>& geometry() const noexcept { return geometry_; }

  /// FFT bin of every place in the spectrum of a group, [size].
  [[nodiscard]] std::span<const std::size_t> bins() const noexcept { return bins_; }

 private:
  LaneGeometry<Real> geometry_;
  AlignedVector<Real> row_roots_;
  AlignedVector<Real> column_roots_;
  AlignedVector<Real> column_twiddles_;
  std::vector<std::size_t> bins_;
};

extern template class LaneTransformPlan<double>;
extern template class LaneTransformPlan<float>;

}  // namespace fiberloom::core
