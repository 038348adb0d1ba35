#pragma once

#include <cstdint>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/training.hpp>
#include <fiberloom/core/training_recipe.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fiberloom::core {
class WorkerPool;
}

namespace fiberloom::app {

/// One training run: a recipe, with what the command line changed in it, and a seed.
struct TrainingRun {
  core::TrainingRecipe recipe;
  std::uint64_t seed = 0;
  std::filesystem::path checkpoint;       ///< saved after every epoch
  bool resumes = false;                   ///< goes on from the checkpoint when there is one
  std::optional<hal::RigDocument> rig{};  ///< to stay within what it can realise, with its noise
};

/// What it ended with.
struct TrainedModel {
  core::Model model;
  core::TrainingState state;
  std::uint64_t seed = 0;
  std::vector<core::ParameterGroup> groups{};  ///< of the parameters in the state's history
  std::vector<std::string> remarks{};  ///< what a rig made of numbers that it cannot realise
};

/// Called with the epochs done, at the beginning and after each epoch.
using EpochsDone = std::function<void(std::size_t epochs_done, const core::TrainingState&)>;

/// Trains to the end; the checkpoint stays, for the caller to remove once the model is safe. With a rig, what is left to
/// the steps of its instruments is taken at the end, so that the model can be mapped onto it.
///
/// Throws:  InputError "input.checkpoint" when the checkpoint belongs to another run; and as core::train.
TrainedModel run_training(const TrainingRun& run, const core::Dataset& data,
                          core::WorkerPool& workers, const EpochsDone& observer,
                          const std::stop_token& stop);

/// Where the run of one seed of several keeps its checkpoint.
std::filesystem::path checkpoint_of_seed(const std::filesystem::path& base, std::uint64_t seed,
                                         std::size_t num_seeds);

}  // namespace fiberloom::app
