#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>

namespace fiberloom::core {

/// In-place discrete Fourier transforms of one length.
///
/// Shape:   [size]; `row` must begin on a 64-byte boundary (an AlignedVector, or row 0 of a Batch).
/// Units:   forward kernel exp(-i w t) without factor, inverse with 1/size.
/// Throws:  NumericalError "numerical.fft_plan" when FFTW cannot plan the length.
/// Threads: planning takes a lock of its own; forward() and inverse() are const and may run at the same time on
///          different rows.
/// Source:  FFTW 3.3. Plans are estimated, not measured: a measured plan may differ between two runs, and with it the
///          last bits of every result.
template <class Real>
class FftPlan {
 public:
  explicit FftPlan(std::size_t size);
  FftPlan(const FftPlan&) = delete;
  FftPlan& operator=(const FftPlan&) = delete;
  FftPlan(FftPlan&&) noexcept;
  FftPlan& operator=(FftPlan&&) noexcept;
  ~FftPlan();

  [[nodiscard]] std::size_t size() const noexcept;
  void forward(std::span<std::complex<Real>> row) const;
  void inverse(std::span<std::complex<Real>> row) const;

  /// The inverse transform without its factor 1/size, for callers that fold the factor into a transfer function.
  void inverse_unscaled(std::span<std::complex<Real>> row) const;

 private:
  struct Plans;
  std::unique_ptr<Plans> plans_;
};

extern template class FftPlan<double>;
extern template class FftPlan<float>;

}  // namespace fiberloom::core
