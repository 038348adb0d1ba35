#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/real_transform.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// Values of a periodic band-limited row between its samples, at times that are the same for every row but for a common
/// shift.
///
/// Times that divide the period evenly are exact: a Fourier phase ramp, and frequencies above half their rate fold back.
/// Others are interpolated on a grid twice as fine with a Kaiser-Bessel kernel, to about 1e-12 of the largest value.
/// Shape:   row [grid.size()], samples [sample_times_s.size()].
/// Throws:  the constructor: InputError "input.shape" for no times, or a transfer that is not [grid.size()/2 + 1].
/// Threads: const; one Workspace per thread.
/// Source:  Fessler, Sutton, IEEE Trans. Signal Process. 51, 560 (2003); kernel and width after Beatty, Nishimura, Pauly,
///          IEEE Trans. Med. Imaging 24, 799 (2005).
class PeriodicSampler {
 public:
  /// The row goes through `one_sided_transfer` first.
  PeriodicSampler(const core::TimeGrid& grid, std::span<const double> sample_times_s,
                  std::vector<std::complex<double>> one_sided_transfer);

  /// samples[j] = row(sample_times_s[j] + shift_s).
  void sample(std::span<const double> row, double shift_s, std::span<double> samples,
              Workspace& workspace) const;

 private:
  void prepare_kernel(const core::TimeGrid& grid, std::span<const double> sample_times_s);
  void turn(std::span<std::complex<double>> spectrum, double shift_s) const;
  void fold(std::span<const std::complex<double>> spectrum,
            std::span<std::complex<double>> folded) const;
  void interpolate(std::span<const double> fine, std::span<double> samples) const;

  double spacing_rad_per_s_;
  std::vector<std::complex<double>> transfer_;  // whatever is the same for every row
  RealTransform forward_;
  RealTransform inverse_;
  std::vector<std::size_t> first_point_{};  // of the fine grid under each sample's kernel
  std::vector<double> weights_{};           // of those points; none for evenly spaced samples
};

}  // namespace fiberloom::sim
