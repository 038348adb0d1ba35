#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <span>

namespace fiberloom::hal {

/// By how much a trace comes later than it should.
struct DelayEstimate {
  double samples = 0.0;      ///< between minus and plus half a frame
  double correlation = 0.0;  ///< of the trace with what was expected, 1 for the same shape
  double gain = 0.0;         ///< of the trace over what was expected
};

/// Delays of traces whose shape is known, and of periodic traces taken out.
///
/// The highest point of the cross-correlation tells whole samples; from there on, the slope of the cross spectrum's phase
/// does, each frequency by its share: where that slope vanishes, the correlation between the samples is highest. Mean
/// values do not count.
/// Shape:   all traces have the length of the expected one.
/// Threads: const.
/// Source:  Knapp, Carter, IEEE Trans. Acoust. Speech Signal Process. 24, 320 (1976).
class TraceDelay {
 public:
  explicit TraceDelay(std::span<const double> expected);

  [[nodiscard]] DelayEstimate of(std::span<const double> trace) const;
  /// trace(t) -> trace(t + samples), periodic: what comes late is in time again.
  void take_out(double samples, std::span<double> trace) const;

 private:
  using Spectrum = core::AlignedVector<std::complex<double>>;

  // Of the cross-correlation at one delay.
  struct Peak {
    double height = 0.0;
    double slope = 0.0;
    double curvature = 0.0;  // downwards
  };

  [[nodiscard]] Peak peak_at(const Spectrum& cross, double samples) const;
  [[nodiscard]] Spectrum spectrum_of(std::span<const double> trace) const;
  [[nodiscard]] double highest_whole_sample(const Spectrum& cross) const;
  [[nodiscard]] double frequency_rad(std::size_t bin) const noexcept;

  core::FftPlan<double> plan_;
  Spectrum expected_;
};

}  // namespace fiberloom::hal
