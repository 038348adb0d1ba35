#pragma once

#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/hal/run.hpp>
#include <string>

#include "rows.hpp"

namespace fiberloom::test {

/// A bench without faults: every tolerance zero, noise at -300 dB, no band limit, full scale 10, 92 GSa/s.
inline hal::RigDocument flawless_rig() {
  hal::RigDocument rig;
  rig.name = "flawless";
  rig.transmitter = {.sample_rate_gsa_per_s = 92.0, .full_scale = 10.0};
  rig.maximum_stages = 3;
  rig.inventory = {{.part = "any", .quantity = 1}};
  rig.amplifier_maximum_output_w = 1.0;
  rig.receiver = {.reference_power_w = 1e-3, .maximum_power_w = 1e-2};
  rig.tolerances.transmitter_snr_db = 300.0;
  rig.tolerances.receiver_snr_db = 300.0;
  return rig;
}

/// Stages of +-1000 ps^2 and 4 rad/W up to 0.5 W. At 92 GSa/s one sample squared is 118.15 ps^2.
inline hal::LightPath wide_path(std::size_t num_stages, std::size_t oversampling = 1) {
  hal::LightPath path;
  path.sample_rate_gsa_per_s = 92.0;
  path.oversampling = oversampling;
  for (std::size_t m = 0; m < num_stages; ++m) {
    hal::StagePath stage;
    stage.name = "stage " + std::to_string(m + 1);
    stage.minimum_dispersion_ps2 = -1000.0;
    stage.maximum_dispersion_ps2 = 1000.0;
    stage.phase_per_watt_rad = 4.0;
    stage.maximum_launch_power_w = 0.5;
    path.stages.push_back(stage);
  }
  return path;
}

/// Settings that realise these b and Gamma, worked out here: b T0^2 with T0 = k/f, Gamma over 4 rad/W.
inline std::vector<hal::StageSetting> settings_for(const std::vector<double>& b,
                                                   const std::vector<double>& nonlinear_phase,
                                                   double oversampling = 1.0) {
  const double t0_ps = oversampling * 1000.0 / 92.0;
  std::vector<hal::StageSetting> settings;
  for (std::size_t m = 0; m < b.size(); ++m) {
    settings.push_back({.dispersion = b[m] * t0_ps * t0_ps * core::units::ps2,
                        .launch_power = nonlinear_phase[m] / 4.0 * core::units::w});
  }
  return settings;
}

/// `frames` copies of one row.
inline core::FieldBatch<double> repeated(const Row& row, std::size_t frames) {
  core::FieldBatch<double> batch(frames, row.size());
  for (std::size_t i = 0; i < frames; ++i) {
    std::copy(row.begin(), row.end(), batch.row(i).begin());
  }
  return batch;
}

inline core::FieldBatch<double> random_frames(std::size_t frames, std::size_t samples,
                                              Random& random) {
  core::FieldBatch<double> batch(frames, samples);
  for (Complex& value : batch.values()) {
    value = random.complex_normal();
  }
  return batch;
}

}  // namespace fiberloom::test
