#pragma once

#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/hal/rig_optics.hpp>
#include <vector>

namespace fiberloom::hal {

/// From the samples that a generator plays to the light behind the modulator, on the grid of the glass.
class TransmittedLight {
 public:
  /// Without a band limit: the light has the spectrum of the samples and nothing else.
  TransmittedLight(std::size_t samples, std::size_t glass_points);
  TransmittedLight(std::size_t samples, const RigOptics& optics);

  [[nodiscard]] core::FieldBatch<double> light_of(const core::FieldBatch<double>& samples) const;

 private:
  core::FftPlan<double> sample_plan_;
  core::FftPlan<double> glass_plan_;
  std::vector<std::complex<double>> transfer_;
};

}  // namespace fiberloom::hal
