#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/fiber/fiber_fft.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <memory>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// The frequencies of a frame: its grid, the carrier's wavelength, the optical offset of every bin, and the transform that
/// leads there. Made once for a bench: looking a plan up takes longer than a transform.
///
/// Units:   offsets in rad/s from the carrier, in FFT order: minus the bin's own frequency.
/// Throws:  core::InputError "input.band" unless the wavelength is positive and finite.
/// Threads: an immutable value.
class OpticalBand {
 public:
  OpticalBand(const core::TimeGrid& grid, double center_wavelength_m);

  [[nodiscard]] const core::TimeGrid& grid() const noexcept { return grid_; }
  [[nodiscard]] double center_wavelength_m() const noexcept { return center_wavelength_m_; }
  [[nodiscard]] const core::FftPlan<double>& fft() const noexcept { return fft_; }
  [[nodiscard]] std::span<const double> offsets_rad_per_s() const noexcept { return offsets_; }

  /// A transform whose spectra have an order of their own, for light that spends its time in the spectrum.
  [[nodiscard]] const core::FiberFft& transform() const noexcept { return *transform_; }
  /// A row in FFT order, in that one.
  [[nodiscard]] core::AlignedVector<std::complex<double>> arranged(
      std::span<const std::complex<double>> row) const;
  [[nodiscard]] std::span<const double> arranged_offsets_rad_per_s() const noexcept {
    return arranged_offsets_;
  }

 private:
  core::TimeGrid grid_;
  double center_wavelength_m_ = 0.0;
  std::vector<double> offsets_;
  core::FftPlan<double> fft_;
  std::shared_ptr<const core::FiberFft> transform_;  // shared: an immutable value, large to copy
  std::vector<std::size_t> order_;                   // bin at every place of its spectra
  std::vector<double> arranged_offsets_;
};

/// How far the optical frequency of one wavelength lies above that of a carrier, in hertz.
[[nodiscard]] double detuning_hz(double wavelength_m, double carrier_wavelength_m) noexcept;

}  // namespace fiberloom::sim
