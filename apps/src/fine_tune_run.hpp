#pragma once

#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/core/training.hpp>
#include <fiberloom/hal/pass_ledger.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "rig_run.hpp"

namespace fiberloom::app {

/// What a physics-aware run needs beside the training state to go on: it is kept in the same file, so that the two can
/// never belong to different epochs.
struct FineTuneProgress {
  static constexpr const char* schema = "fiberloom.finetune-progress/1";

  std::string plan;  ///< text of the plan document
  std::string rig;
  std::string bench;
  std::string calibration;  ///< id of the one in use; empty for none
  std::int64_t epochs = 0;
  hal::PassLedger ledger;

  void fields(core::FieldVisitor& visit);
};

/// The end of a physics-aware run, and where it keeps its checkpoint meanwhile.
struct PhysicsAwareRun {
  const OpenPlan& open;
  const RigOptions& rig;
  core::TrainingOptions options;
  std::filesystem::path checkpoint;
  bool resumes = false;
};

/// Called with the number of complete epochs.
using EpochProgress = std::function<void(std::size_t)>;

/// Trains on the rig, saving a checkpoint with the ledger after every epoch; goes on from it when asked to.
///
/// Throws:  InputError "input.checkpoint" when the checkpoint is of another run; as train_physics_aware.
calibration::TunedRig train_on_rig(const PhysicsAwareRun& run, ArmedRun& armed,
                                   const core::LabelledSeries& train, const EpochProgress& observer,
                                   std::stop_token stop);

/// Writes the tuned network into a folder: model.safetensors, plan.json.
void save_tuned(const std::filesystem::path& folder, const OpenPlan& open,
                const calibration::TunedRig& tuned, const std::string& calibration_id);

}  // namespace fiberloom::app
