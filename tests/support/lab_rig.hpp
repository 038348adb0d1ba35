#pragma once

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/plan_limits.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/hal/run.hpp>
#include <string>
#include <vector>

namespace fiberloom::test {

/// The rig "lab" that comes with fiberloom: four stages, down to its instruments.
inline hal::RigDocument lab_rig() {
  return core::read_document<hal::RigDocument>(FIBERLOOM_SOURCE_DIR "/apps/rigs/lab.json");
}

/// A light path of that rig: every stage with a tunable compensator and 507 m of highly nonlinear fibre. At 120 GSa/s one
/// sample squared is 69.4 ps^2.
inline hal::LightPath lab_path(std::size_t num_stages, std::size_t oversampling = 1) {
  const hal::RigDocument rig = lab_rig();
  const hal::HighlyNonlinearFiber spool =
      hal::highly_nonlinear_fiber(hal::builtin_catalog().find("ofs-hnlf-507"));
  hal::LightPath path;
  path.sample_rate_gsa_per_s = rig.transmitter.sample_rate_gsa_per_s;
  path.oversampling = oversampling;
  for (std::size_t m = 0; m < num_stages; ++m) {
    hal::StagePath stage;
    stage.name = "stage " + std::to_string(m + 1);
    stage.dispersive_parts = {"teraxion-tdcmx"};
    // 1200 ps/nm at 1550 nm; -lambda^2/(2 pi c) is -1.27545 ps^2 to the ps/nm.
    stage.minimum_dispersion_ps2 = -1530.53;
    stage.maximum_dispersion_ps2 = 1530.53;
    stage.dispersion_step_ps2 = 5.0 * 1530.53 / 1200.0;
    stage.nonlinear_part = "ofs-hnlf-507";
    stage.phase_per_watt_rad = hal::phase_per_watt(spool);
    stage.maximum_launch_power_w = hal::launch_power_limit(spool, rig).in(core::units::w);
    path.stages.push_back(stage);
  }
  return path;
}

/// Settings of that path for these b and Gamma.
inline std::vector<hal::StageSetting> lab_settings(const hal::LightPath& path,
                                                   const std::vector<double>& b,
                                                   const std::vector<double>& nonlinear_phase) {
  std::vector<hal::StageSetting> settings;
  for (std::size_t m = 0; m < b.size(); ++m) {
    settings.push_back({.dispersion = hal::dispersion_of(b[m], path),
                        .launch_power = hal::launch_power_of(nonlinear_phase[m], path.stages[m])});
  }
  return settings;
}

}  // namespace fiberloom::test
