#pragma once

#include <fiberloom/calibration/calibration_document.hpp>
#include <string>

namespace fiberloom::test {

/// A calibration of one stage with easy numbers.
inline calibration::CalibrationDocument one_stage_calibration() {
  calibration::CalibrationDocument document;
  document.id = "spec-simulated-7-2026-11-21T09-30-00Z";
  document.rig = "spec";
  document.bench = "simulated 7";
  document.measured_at = "2026-11-21T09:30:00Z";
  document.expires_at = "2026-11-22T09:30:00Z";
  document.light_path.sample_rate_gsa_per_s = 120.0;
  document.light_path.oversampling = 2;
  hal::StagePath stage;
  stage.name = "stage 1";
  stage.dispersive_parts = {"teraxion-tdcmx"};
  stage.minimum_dispersion_ps2 = -1500.0;
  stage.maximum_dispersion_ps2 = 1500.0;
  stage.nonlinear_part = "ofs-hnlf-507";
  document.light_path.stages = {stage};
  document.parameters = {{"stage 1 dispersion_scale", 1.0625, 0.002},
                         {"stage 1 nonlinear_phase_scale", 0.875, 0.02},
                         {"delay_samples", -0.0625, 0.001},
                         {"gain", 1.03125, 0.003},
                         {"transmitter_inverse_bandwidth_samples", 2.75, 0.1},
                         {"receiver_inverse_bandwidth_samples", 2.25, 0.05}};
  document.error_before = 0.02;
  document.error_after = 0.0005;
  document.optical_passes = 360;
  return document;
}

}  // namespace fiberloom::test
