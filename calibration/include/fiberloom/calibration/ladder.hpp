#pragma once

#include <cstdint>
#include <fiberloom/calibration/fine_tuning.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::calibration {

/// One way of putting a model on a rig, and how well it does there.
struct LadderRung {
  std::string name;
  double accuracy = 0.0;            ///< on the test records
  std::int64_t optical_passes = 0;  ///< spent to get there, evaluation not counted
};

/// How each rung is trained.
struct LadderOptions {
  core::TrainingOptions readout;
  core::TrainingOptions physics_aware;
  IdentificationOptions identification;
};

/// What one bench gave.
struct Ladder {
  std::vector<LadderRung>
      rungs;  ///< deployed, readout only, the same at PAT's passes, PAT, calibrated + readout
  Identification identification;
  std::vector<core::EpochRecord> physics_aware_history;
  TunedRig best_practice;  ///< the last rung, for whoever wants to look at its light
};

/// Names of the rungs, in order.
const std::vector<std::string>& ladder_rung_names();

/// Climbs every rung on one bench: deployed, readout only, readout only with as many optical passes as PAT,
/// physics-aware training (PAT) from the nominal twin, and calibrated settings with a new readout.
///
/// Every rung starts from the plan's settings and the same model; the passes of each are entered under its name.
/// Throws:  as the functions of fine_tuning.hpp and identify_twin.
Ladder climb_ladder(const RigTask& task, const core::Dataset& data, const LadderOptions& options);

}  // namespace fiberloom::calibration
