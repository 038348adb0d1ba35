#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>

namespace fiberloom::core {

/// Discrete Fourier transforms of one length, in place or from one row to another (which is faster).
///
/// Shape:   [size]; rows must begin on a 64-byte boundary (an AlignedVector, or row 0 of a Batch).
/// Units:   forward kernel exp(-i w t) without factor, inverse with 1/size.
/// Throws:  NumericalError "numerical.fft_plan" when FFTW cannot plan the length.
/// Threads: planning takes a lock of its own, and plans of one length are made once and shared; forward() and
///          inverse() are const and may run at the same time on different rows.
/// Source:  FFTW 3.3. Plans are those of the wisdom that was loaded (fft_wisdom.hpp), else estimated; never measured on
///          the way, since a measured plan may differ between two runs, and with it the last bits of every result.
template <class Real>
class FftPlan {
 public:
  explicit FftPlan(std::size_t size);

  /// Lets FFTW measure its plans for this length, seconds for long ones, so that fft_wisdom() has them.
  static void measure(std::size_t size);

  [[nodiscard]] std::size_t size() const noexcept;
  void forward(std::span<std::complex<Real>> row) const;
  void inverse(std::span<std::complex<Real>> row) const;

  /// The inverse transform without its factor 1/size, for callers that fold the factor into a transfer function.
  void inverse_unscaled(std::span<std::complex<Real>> row) const;

  /// The same from one row to another, which must not overlap; `from` keeps its values.
  void forward(std::span<const std::complex<Real>> from, std::span<std::complex<Real>> to) const;
  void inverse_unscaled(std::span<const std::complex<Real>> from,
                        std::span<std::complex<Real>> to) const;

 private:
  struct Plans;
  std::shared_ptr<const Plans>
      plans_;  // shared: every plan of this length in the program is the same one
};

extern template class FftPlan<double>;
extern template class FftPlan<float>;

}  // namespace fiberloom::core
