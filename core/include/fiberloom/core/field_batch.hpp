#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <span>

namespace fiberloom::core {

/// A row-major table of samples, one record a row: [batch, samples].
///
/// Shape:   [batch, samples], contiguous, the first element on a 64-byte boundary.
/// Units:   whatever the owner says; a field is in sqrt(W), or dimensionless inside a model.
/// Throws:  nothing but bad_alloc; indices are the caller's duty (asserted in debug builds).
/// Threads: a value; rows are disjoint, so different threads may write different rows.
template <class Value>
class Batch {
 public:
  Batch() = default;
  Batch(std::size_t batch, std::size_t samples)
      : batch_(batch), samples_(samples), values_(batch * samples) {}

  [[nodiscard]] std::size_t batch() const noexcept { return batch_; }
  [[nodiscard]] std::size_t samples() const noexcept { return samples_; }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

  [[nodiscard]] std::span<Value> row(std::size_t index) noexcept {
    return std::span<Value>(values_).subspan(index * samples_, samples_);
  }
  [[nodiscard]] std::span<const Value> row(std::size_t index) const noexcept {
    return std::span<const Value>(values_).subspan(index * samples_, samples_);
  }
  [[nodiscard]] std::span<Value> values() noexcept { return values_; }
  [[nodiscard]] std::span<const Value> values() const noexcept { return values_; }

  bool operator==(const Batch&) const = default;

 private:
  std::size_t batch_ = 0;
  std::size_t samples_ = 0;
  AlignedVector<Value> values_;
};

/// Complex envelopes on one TimeGrid.
template <class Real>
using FieldBatch = Batch<std::complex<Real>>;

/// Real records: series before encoding, detected traces, features.
template <class Real>
using RealBatch = Batch<Real>;

}  // namespace fiberloom::core
