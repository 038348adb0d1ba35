#include "training_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fiberloom/core/digital_embedding.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/noisy_embedding.hpp>
#include <fiberloom/core/training_checkpoint.hpp>
#include <fiberloom/hal/nearest_buildable.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <string>
#include <utility>

#include "rig_training.hpp"

namespace fiberloom::app {
namespace {

// A recipe as this version writes it: one that was written before options were added still means the same.
std::string rewritten(const std::string& recipe, const std::filesystem::path& path) {
  return core::to_document_text(core::parse_document<core::TrainingRecipe>(recipe, path.string()),
                                core::TextForm::compact);
}

void require_same_run(const core::TrainingIdentity& saved, const core::TrainingIdentity& wanted,
                      const std::filesystem::path& path) {
  const char* difference = nullptr;
  if (saved.data_fingerprint != wanted.data_fingerprint) {
    difference = "with other training records";
  } else if (rewritten(saved.recipe, path) != wanted.recipe) {
    difference = "with another recipe, from another model, or with other options of training";
  } else if (saved.rig != wanted.rig) {
    difference = "for another rig, or for none";
  } else if (saved.seed != wanted.seed) {
    difference = "with another seed";
  }
  if (difference != nullptr) {
    throw core::InputError("input.checkpoint",
                           path.string() + ": this run was begun " + difference +
                               "; go on with the same, or remove the file to begin again");
  }
}

core::TrainingState start_of(const TrainingRun& run, const core::TrainingIdentity& identity,
                             core::Embedding& embedding, const core::Dataset& data,
                             const core::TrainingOptions& options) {
  if (run.resumes && std::filesystem::exists(run.checkpoint)) {
    core::TrainingCheckpoint saved = core::load_checkpoint(run.checkpoint);
    require_same_run(saved.identity, identity, run.checkpoint);
    const bool fits = saved.state.embedding_parameters.size() == embedding.parameters().size() &&
                      saved.state.classifier.num_features() == embedding.num_features() &&
                      saved.state.classifier.num_classes() == data.num_classes &&
                      saved.state.epochs_done <= options.epochs;
    if (!fits) {
      throw core::DocumentError("document.checkpoint",
                                run.checkpoint.string() + ": does not fit its own recipe");
    }
    return std::move(saved.state);
  }
  core::TrainingState state =
      core::initial_training_state(embedding, data.train, data.num_classes, options);
  core::save_checkpoint(run.checkpoint, {.identity = identity, .state = state});
  return state;
}

core::TrainingIdentity identity_of(const TrainingRun& run, const core::Dataset& data) {
  return {.recipe = core::to_document_text(run.recipe, core::TextForm::compact),
          .data_fingerprint = core::data_fingerprint(data.train),
          .seed = run.seed,
          .rig = run.rig ? core::to_document_text(*run.rig, core::TextForm::compact) : ""};
}

// How a run trains, and the noise that it trains with.
struct Conditions {
  core::TrainingOptions options;
  core::NoiseLevels noise{};
  std::optional<core::ElectricalEnds> ends{};
};

Conditions conditions_of(const TrainingRun& run, const core::Model& start) {
  Conditions result{.options = run.recipe.options};
  result.options.seed = run.seed;
  result.options.constraints = core::constraints_of(run.recipe);
  if (!run.rig) {
    return result;
  }
  const RigConditions rig = rig_conditions(start, *run.rig);
  result.noise = rig.noise;
  result.ends = rig.ends;
  for (const auto& [group, constraint] : rig.constraints.by_group()) {
    result.options.constraints.tighten(group, constraint);
  }
  std::erase_if(result.options.embedding_rates, [&rig](const auto& rate) {
    return !rig.constraints.by_group().contains(rate.first);  // nothing on the rig could be set so
  });
  return result;
}

std::string listed(const char* what, const std::vector<std::string>& changes) {
  return fmt::format("{}: {}", what, fmt::join(changes, "; "));
}

// A start outside the ranges is moved by the training itself; here it is only said.
void remark_on_start(const core::DigitalEmbedding& light, const core::Constraints& constraints,
                     TrainedModel& trained) {
  core::LayerParameters allowed = light.layers();
  for (const auto& [group, constraint] : constraints.by_group()) {
    core::project(allowed.values(group), constraint);
  }
  const std::vector<std::string> changes = hal::layer_changes(light.layers(), allowed);
  if (!changes.empty()) {
    trained.remarks.push_back(listed("the start was moved to what the rig can build", changes));
  }
}

// Within the ranges a small dispersion may still lie between two steps of a tunable part.
void take_steps(const hal::RigDocument& rig, TrainedModel& trained) {
  hal::NearestBuildable near = hal::nearest_buildable(trained.model, rig, hal::catalog_for(rig));
  trained.model = std::move(near.model);
  if (!near.changes.empty()) {
    trained.remarks.push_back(listed("the result was moved to what the rig can set", near.changes));
  }
}

}  // namespace

TrainedModel run_training(const TrainingRun& run, const core::Dataset& data,
                          core::WorkerPool& workers, const EpochsDone& observer,
                          const std::stop_token& stop) {
  const core::TrainingIdentity identity = identity_of(run, data);
  TrainedModel result{
      .model = core::initial_model(run.recipe, data.train), .state = {}, .seed = run.seed};
  const Conditions conditions = conditions_of(run, result.model);
  result.model.ends = conditions.ends.value_or(result.model.ends);
  core::DigitalEmbedding light(result.model, run.recipe.bounds, workers);
  core::NoisyEmbedding noisy(light, run.recipe.encoding.scale, conditions.noise, run.seed);
  core::Embedding& embedding = run.rig ? static_cast<core::Embedding&>(noisy) : light;
  result.groups = embedding.groups();
  if (run.rig) {
    remark_on_start(light, conditions.options.constraints, result);
  }
  core::TrainingState state = start_of(run, identity, embedding, data, conditions.options);
  observer(static_cast<std::size_t>(state.epochs_done), state);
  result.state = core::train(
      embedding, data.train, conditions.options, std::move(state),
      [&](const core::TrainingState& now) {
        core::save_checkpoint(run.checkpoint, {.identity = identity, .state = now});
        observer(static_cast<std::size_t>(now.epochs_done), now);
      },
      stop);
  light.set_parameters(result.state.embedding_parameters);
  result.model.layers = light.layers();
  result.model.classifier = core::trained_classifier(result.state);
  if (run.rig) {
    take_steps(*run.rig, result);
  }
  return result;
}

std::filesystem::path checkpoint_of_seed(const std::filesystem::path& base, std::uint64_t seed,
                                         std::size_t num_seeds) {
  return num_seeds == 1 ? base
                        : std::filesystem::path(base.string() + ".seed" + std::to_string(seed));
}

}  // namespace fiberloom::app
