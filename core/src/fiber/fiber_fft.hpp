#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace fiberloom::core {

/// Transforms between the samples of a field and its spectrum, for light that spends its time in the spectrum.
///
/// The order of a spectrum is the plan's own (long ones keep their bins in four interleaved sets, nested): a spectrum
/// is only ever multiplied by what was arranged alike. Power spectra of real records are in the usual order.
///
/// Shape:   fields and spectra [size], real records [size], their spectra [size/2 + 1]; all on 64-byte boundaries.
/// Units:   no factor either way; forward kernel exp(-i w t).
/// Throws:  NumericalError "numerical.fft_plan".
/// Threads: const; different rows may be worked on at the same time.
/// Source:  FFTW 3.3 with estimated plans, so that results repeat to the last bit. Those are slow beyond 2048 points,
///          which is why longer transforms are split by decimation in frequency first.
class FiberFft {
 public:
  using Complex = std::complex<double>;

  FiberFft(std::size_t size, bool has_real_transforms);
  FiberFft(const FiberFft&) = delete;
  FiberFft& operator=(const FiberFft&) = delete;
  FiberFft(FiberFft&&) noexcept;
  FiberFft& operator=(FiberFft&&) noexcept;
  ~FiberFft();

  [[nodiscard]] std::size_t size() const noexcept;

  /// `values`, given in FFT order, in the order of this plan's spectra.
  [[nodiscard]] std::vector<double> arranged(std::span<const double> values) const;

  /// Leaves the field overwritten.
  void to_spectrum(std::span<Complex> field, std::span<Complex> spectrum) const;
  void to_field(std::span<const Complex> spectrum, std::span<Complex> field) const;

  /// Leave their input overwritten.
  void real_to_spectrum(std::span<double> record, std::span<Complex> spectrum) const;
  void spectrum_to_real(std::span<Complex> spectrum, std::span<double> record) const;

 private:
  struct Plans;
  std::unique_ptr<Plans> plans_;
};

}  // namespace fiberloom::core
