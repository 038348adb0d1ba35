#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/fft_plan.hpp>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// Discrete Fourier transforms of real rows of one length, at half the cost of complex ones when it is even.
///
/// Shape:   rows [size]; a spectrum [scratch_size], of which the first num_frequencies are the bins 0, 1, ... size/2.
///          Spectra must begin on a 64-byte boundary (a row of a Workspace).
/// Units:   forward kernel exp(-i w t) without factor, inverse with 1/size.
/// Threads: const, on different rows at the same time.
/// Source:  even and odd samples as the two parts of one complex row: Cooley, Lewis, Welch, J. Sound Vib. 12 (1970).
class RealTransform {
 public:
  explicit RealTransform(std::size_t size);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t num_frequencies() const noexcept { return size_ / 2 + 1; }
  [[nodiscard]] std::size_t scratch_size() const noexcept;

  void forward(std::span<const double> row, std::span<std::complex<double>> spectrum) const;
  /// The spectrum is used up.
  void inverse(std::span<std::complex<double>> spectrum, std::span<double> row) const;

 private:
  void unpack(std::span<const std::complex<double>> packed,
              std::span<std::complex<double>> spectrum) const;
  void pack(std::span<const std::complex<double>> spectrum,
            std::span<std::complex<double>> packed) const;

  std::size_t size_;
  core::FftPlan<double> plan_;
  std::vector<std::complex<double>> twiddles_{};  // exp(-2 pi i k / size); none for odd sizes
};

}  // namespace fiberloom::sim
