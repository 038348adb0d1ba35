#pragma once

#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/hal/rig_optics.hpp>
#include <vector>

namespace fiberloom::hal {

/// From an electrical signal on the grid of the glass to the samples of a digitiser: its band limit, then one point in
/// `glass_points`. What the limit lets pass beyond half the sample rate folds back.
class TraceFilter {
 public:
  TraceFilter(std::size_t samples, std::size_t glass_points, const FrequencyResponse& response);

  [[nodiscard]] core::RealBatch<double> samples_of(const core::RealBatch<double>& signal) const;
  /// The slope in time, per sample.
  [[nodiscard]] core::RealBatch<double> slopes_of(const core::RealBatch<double>& signal) const;
  /// Share of white noise that passes.
  [[nodiscard]] double noise_share() const noexcept { return noise_share_; }

 private:
  [[nodiscard]] core::RealBatch<double> through(
      const core::RealBatch<double>& signal,
      const std::vector<std::complex<double>>& transfer) const;

  std::size_t glass_points_;
  core::FftPlan<double> plan_;
  std::vector<std::complex<double>> transfer_;
  std::vector<std::complex<double>> slope_;
  double noise_share_ = 0.0;
};

}  // namespace fiberloom::hal
