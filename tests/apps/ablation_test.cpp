#include "study/ablation.hpp"

#include <gtest/gtest.h>

#include <fiberloom/core/worker_pool.hpp>
#include <vector>

#include "builtin_recipes.hpp"

namespace fiberloom::app {
namespace {

core::TrainingRecipe kerr_recipe() {
  core::TrainingRecipe recipe;
  recipe.name = "small";
  recipe.frame.samples = 16;
  recipe.start = {.alpha = {0.1, 0.2}, .beta2 = {1.5, 2.0}, .gamma = {0.4, 0.2}, .potential = {}};
  recipe.bounds["gamma"] = {.minimum = 0.1, .maximum = 1.0};
  recipe.options.epochs = 2;
  recipe.options.batch_size = 4;
  recipe.options.embedding_rates = {{"beta2", 0.06}, {"gamma", 0.02}};
  return recipe;
}

core::Dataset small_data() {
  core::Dataset data;
  data.num_classes = 2;
  for (core::LabelledSeries* split : {&data.train, &data.test}) {
    split->series = core::RealBatch<double>(8, 16);
    for (std::size_t i = 0; i < 8; ++i) {
      split->labels.push_back(static_cast<std::int64_t>(i % 2));
      split->series.row(i)[3 * (i % 2) + i / 2] = 1.0;
    }
  }
  return data;
}

std::vector<std::string> names_of_arms(const Effects& effects) {
  std::vector<std::string> names;
  for (const Effects& arm : arms_of(effects)) {
    names.push_back(name_of(arm));
  }
  return names;
}

TEST(AblationArms, AreThoseOfThePaperForBothEquations) {
  EXPECT_EQ(names_of_arms({.nonlinear = true, .dispersive = true}),
            (std::vector<std::string>{"none", "N", "D", "D+N"}));
  EXPECT_EQ(names_of_arms({.nonlinear = true, .dispersive = true, .potential = true}),
            (std::vector<std::string>{"none", "N", "D", "D+N", "V", "N+V", "D+V", "D+N+V"}));
  EXPECT_EQ(names_of_arms({.dispersive = true}), (std::vector<std::string>{"none", "D"}));
}

TEST(AblationArms, EffectsAreWhatActsOrIsTrained) {
  core::TrainingRecipe recipe = kerr_recipe();
  EXPECT_EQ(effects_of(recipe), (Effects{.nonlinear = true, .dispersive = true}));
  recipe.start.gamma = {0.0, 0.0};  // still trained
  EXPECT_TRUE(effects_of(recipe).nonlinear);
  recipe.options.embedding_rates.erase("gamma");
  EXPECT_FALSE(effects_of(recipe).nonlinear);
  recipe.options.embedding_rates["potential"] = 0.1;  // starts from zeros
  EXPECT_TRUE(effects_of(recipe).potential);
  recipe.options.embedding_rates["two_photon_absorption"] = 0.1;
  EXPECT_TRUE(effects_of(recipe).nonlinear);
}

TEST(AblationArms, PinnedNumbersAreZeroAndStandStill) {
  const core::TrainingRecipe only_dispersion = pinned_to({.dispersive = true}, kerr_recipe());
  EXPECT_EQ(only_dispersion.start.gamma, (std::vector<double>{0.0, 0.0}));
  EXPECT_EQ(only_dispersion.start.beta2, (std::vector<double>{1.5, 2.0}));
  EXPECT_EQ(only_dispersion.start.alpha, (std::vector<double>{0.1, 0.2}));
  EXPECT_FALSE(only_dispersion.options.embedding_rates.contains("gamma"));
  EXPECT_TRUE(only_dispersion.options.embedding_rates.contains("beta2"));
  EXPECT_FALSE(only_dispersion.bounds.contains("gamma"));  // its lower bound is not zero
  const core::TrainingRecipe nothing = pinned_to({}, kerr_recipe());
  EXPECT_EQ(nothing.start.alpha, (std::vector<double>{0.0, 0.0}));
  EXPECT_TRUE(nothing.options.embedding_rates.empty());
}

TEST(AblationArms, TrainedNumbersAreCounted) {
  const core::Dataset data = small_data();
  EXPECT_EQ(trained_numbers(kerr_recipe(), data.train), 4U);
  EXPECT_EQ(trained_numbers(pinned_to({.nonlinear = true}, kerr_recipe()), data.train), 2U);
  EXPECT_EQ(trained_numbers(pinned_to({}, kerr_recipe()), data.train), 0U);
  core::TrainingRecipe with_potential = kerr_recipe();
  with_potential.equation = core::Equation::gpe;
  with_potential.options.embedding_rates["potential"] = 0.1;
  EXPECT_EQ(trained_numbers(with_potential, data.train), 4U + 2U * 16U);
}

TEST(AblationArms, AnArmWithoutEffectsDoesNotCareWhereTheRecipeStarts) {
  const core::Dataset data = small_data();
  core::WorkerPool workers(1);
  const auto run = [&](const core::TrainingRecipe& recipe) {
    return train_arm(pinned_to({}, recipe), 5, data, workers, [](std::size_t) {}, {});
  };
  core::TrainingRecipe other = kerr_recipe();
  other.start.beta2 = {-3.0, 7.0};
  EXPECT_EQ(run(kerr_recipe()).training_loss, run(other).training_loss);
}

TEST(AblationArms, BuiltInRecipesHaveTheEffectsThatTheirNamesSay) {
  EXPECT_EQ(effects_of(find_recipe("forda-kerr")),
            (Effects{.nonlinear = true, .dispersive = true}));
  EXPECT_EQ(effects_of(find_recipe("forda-dispersion-only")), (Effects{.dispersive = true}));
}

}  // namespace
}  // namespace fiberloom::app
