#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/training_recipe.hpp>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "model_data.hpp"

namespace fiberloom::core {
class WorkerPool;
}

namespace fiberloom::app {

/// Which effects an arm of an ablation keeps; the others are pinned to zero.
struct Effects {
  bool nonlinear = false;   ///< N: Kerr effect and every other operator that depends on the power
  bool dispersive = false;  ///< D: dispersion of every order, and diffusion
  bool potential = false;   ///< V

  bool operator==(const Effects&) const = default;
};

/// "none", "N", "D", "D+N", "D+N+V" and so on.
std::string name_of(const Effects& effects);

/// The effects that a recipe has numbers for that are not zero or are trained.
Effects effects_of(const core::TrainingRecipe& recipe);

/// Every combination of these effects: none, N, D, D+N, then those with V.
std::vector<Effects> arms_of(const Effects& all);

/// The recipe with everything else pinned: starts at zero, rate zero, no bounds. Attenuation goes with any light;
/// without any effect it is pinned too, so that the classifier sees the light as it was launched.
core::TrainingRecipe pinned_to(const Effects& kept, core::TrainingRecipe recipe);

/// One training run of an arm.
struct ArmRun {
  std::uint64_t seed = 0;
  double train_accuracy = 0.0;
  double test_accuracy = 0.0;
  double training_loss = 0.0;
};

/// One arm with all its seeds.
struct AblationArm {
  std::string name{};
  core::TrainingRecipe recipe{};
  bool has_own_recipe = false;
  std::size_t embedding_numbers = 0;  ///< that are trained
  std::size_t classifier_numbers = 0;
  std::vector<ArmRun> runs{};
};

/// All that `fiberloom ablate` found out.
struct Ablation {
  std::string recipe_name{};
  std::string data_path{};
  std::uint64_t first_seed = 0;
  std::size_t train_records = 0;
  std::size_t test_records = 0;
  std::vector<AblationArm> arms{};
  std::vector<Score> baselines{};
};

/// Numbers that training moves: of the layers, as the recipe's rates have it.
std::size_t trained_numbers(const core::TrainingRecipe& recipe, const core::LabelledSeries& train);

/// Trains one seed of an arm.
///
/// Throws:  as core::train.
ArmRun train_arm(const core::TrainingRecipe& recipe, std::uint64_t seed, const core::Dataset& data,
                 core::WorkerPool& workers,
                 const std::function<void(std::size_t epochs_done)>& observer,
                 const std::stop_token& stop);

/// What every reader of an ablation should know.
std::string_view ablation_warning();

}  // namespace fiberloom::app
