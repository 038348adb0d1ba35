#pragma once

#include <cstdint>
#include <fiberloom/calibration/joint_identification.hpp>
#include <fiberloom/calibration/rig_session.hpp>
#include <fiberloom/calibration/twin.hpp>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/training.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <optional>
#include <stop_token>
#include <vector>

namespace fiberloom::calibration {

/// A model on a rig, ready to be tuned. What it names must outlive every call.
///
/// `model` is the buildable one (lossless, see hal::buildable_model) with its classifier; `settings` are those of the
/// plan; `twin` is what is known of the bench, the nominal twin when nothing is.
struct RigTask {
  const core::Model& model;
  LayerSettings settings;
  TwinParameters twin;
  RigSession& session;
  core::WorkerPool& workers;
};

/// A rung of the ladder: how the rig is set, what its traces are corrected with, what reads them.
struct TunedRig {
  LayerSettings settings;
  TwinParameters twin;
  core::LinearClassifier classifier;  ///< on raw features
  std::vector<core::EpochRecord> history{};
};

/// The model as it was trained, put on the rig as it is. No optical passes.
TunedRig deploy(const RigTask& task);

/// The same with settings that make the twin realise the model's layers. No optical passes.
TunedRig compensate(const RigTask& task);

/// Trains a new classifier on features measured at the given rung's settings, `repeats` times each: where records are
/// few, meeting each of them under several noises keeps the classifier from learning the noise.
///
/// Optical passes: `repeats` per training record.
TunedRig tune_readout(const RigTask& task, const TunedRig& rung, const core::LabelledSeries& train,
                      const core::TrainingOptions& options, std::size_t repeats = 1);

/// How often to measure each record so that a readout sees about a thousand feature vectors at least.
std::size_t readout_repeats(std::size_t num_records);

/// Physics-aware training: settings and classifier together, forward in glass, derivatives from the twin.
///
/// Goes on from `resume_from` when it is given; the observer sees every complete epoch. The task's ledger must then
/// be the one of that epoch: shots are numbered by it.
/// Optical passes: one per training record and epoch, and one per record for the first feature scaling.
/// Throws:  as core::train and RigSession::acquire.
TunedRig train_physics_aware(const RigTask& task, const core::LabelledSeries& train,
                             const core::TrainingOptions& options,
                             const std::optional<core::TrainingState>& resume_from = {},
                             const core::EpochObserver& observer = {}, std::stop_token stop = {});

/// Features of records on the rig, as the rung would measure them; one optical pass each, entered under `phase`.
core::RealBatch<double> rig_features(const RigTask& task, const TunedRig& rung,
                                     const core::RealBatch<double>& series, std::string_view phase);

/// Share of records that the rung classifies correctly; one optical pass each, entered under "evaluation".
double rig_accuracy(const RigTask& task, const TunedRig& rung, const core::LabelledSeries& records);

/// Options that suit the rungs (rates and epochs as in the demo), for a model trained with these digital ones.
core::TrainingOptions readout_options(const core::TrainingOptions& digital, std::uint64_t seed);
core::TrainingOptions physics_aware_options(const core::TrainingOptions& digital,
                                            std::uint64_t seed);

}  // namespace fiberloom::calibration
