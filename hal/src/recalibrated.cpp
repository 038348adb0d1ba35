#include <algorithm>
#include <fiberloom/hal/recalibrated.hpp>

namespace fiberloom::hal {
namespace {

constexpr double left_of_dispersion = 5e-4;
constexpr double left_of_phase = 9e-4;
constexpr double left_of_delay_samples = 5e-4;

}  // namespace

RigTolerances recalibrated(const RigTolerances& tolerances) {
  RigTolerances left = tolerances;
  left.dispersion_relative_rms = std::min(left.dispersion_relative_rms, left_of_dispersion);
  left.nonlinear_phase_relative_rms = std::min(left.nonlinear_phase_relative_rms, left_of_phase);
  left.readout_skew_samples = std::min(left.readout_skew_samples, left_of_delay_samples);
  left.receiver_gain_relative_rms = std::min(left.receiver_gain_relative_rms, left_of_phase);
  return left;
}

BenchSpread recalibrated(const BenchSpread& spread) {
  BenchSpread left = spread;
  left.dispersion_tolerance_share = 0.0;
  left.nonlinear_tolerance_share = 0.0;
  left.connector_loss_share = 0.0;
  left.meter_calibration_relative = std::min(left.meter_calibration_relative, left_of_phase);
  left.readout_skew_s = 0.0;
  left.trigger_offset_s = 0.0;
  left.responsivity_relative = std::min(left.responsivity_relative, left_of_phase);
  return left;
}

}  // namespace fiberloom::hal
