// A prediction is worth something only if rigs that it has not seen fall into it as often as it says.
#include "mapping/virtual_rigs.hpp"

#include <gtest/gtest.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/ridge.hpp>
#include <fiberloom/core/training_recipe.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <fiberloom/sim/simulated_backend.hpp>
#include <filesystem>

#include "expect_error.hpp"
#include "model_data.hpp"
#include "rig_run.hpp"

namespace fiberloom::app {
namespace {

const std::filesystem::path sources = FIBERLOOM_SOURCE_DIR;

/// FordA through the layers that the recipe "forda-kerr" starts from, with a classifier in closed form.
struct Task {
  core::WorkerPool workers{2};
  core::Dataset data;
  core::Model model;

  Task() {
    const auto recipe =
        core::read_document<core::TrainingRecipe>(sources / "apps/recipes/forda-kerr.json");
    data = load_dataset_for(sources / "apps/demo/data/FordA125", recipe.frame.samples,
                            recipe.resample_input);
    model = core::initial_model(recipe, data.train);
    core::Network network(model, workers);
    model.classifier = core::fit_ridge(network.features(data.train.series), data.train.labels,
                                       data.num_classes, core::usual_penalties())
                           .classifier;
  }
};

struct PlannedTask {
  Task task;
  hal::RigDocument rig;
  hal::Catalog catalog;
  hal::Plan plan;
  OpenModel open;

  explicit PlannedTask(const char* rig_file)
      : rig(hal::read_rig(sources / "apps/rigs" / rig_file)),
        catalog(hal::catalog_for(rig)),
        plan(hal::map_model(task.model, rig, catalog)),
        open(open_model(task.model, plan)) {}

  [[nodiscard]] VirtualRigQuestion question(RigMaker maker) const {
    return {.model = open.model,
            .settings = open.settings,
            .make_rig = std::move(maker),
            .num_rigs = 200,
            .first_seed = 1000000};
  }
};

std::size_t count_inside(const AccuracyPrediction& prediction, const AccuracyPrediction& found) {
  std::size_t inside = 0;
  for (const double accuracy : found.accuracies) {
    inside += accuracy >= prediction.rigs.lower && accuracy <= prediction.rigs.upper ? 1U : 0U;
  }
  return inside;
}

TEST(VirtualRigs, RigsThatWereNotSeenFallIntoThePrediction) {
  PlannedTask planned("spec.json");
  ASSERT_TRUE(planned.plan.feasible);
  const auto maker = [&](std::uint64_t seed) {
    return sim::make_simulated_rig(planned.rig, planned.plan.light_path, seed, 1);
  };
  VirtualRigQuestion question = planned.question(maker);
  const AccuracyPrediction prediction =
      predict_accuracy(question, planned.task.data.test, planned.task.workers);
  question.first_seed = 0;
  question.num_rigs = 100;
  question.most_records = planned.task.data.test.labels.size();
  const AccuracyPrediction found =
      predict_accuracy(question, planned.task.data.test, planned.task.workers);
  RecordProperty("inside", static_cast<int>(count_inside(prediction, found)));
  EXPECT_GE(count_inside(prediction, found), 85U);
  EXPECT_LT(prediction.rigs.upper - prediction.rigs.lower, 0.4);  // or it would say nothing
  EXPECT_NEAR(prediction.mean, found.mean, 0.02);
  EXPECT_GT(prediction.num_records, 200U);  // every k-th, of which there are at most 400
  EXPECT_LE(prediction.num_records, 400U);
  EXPECT_LE(prediction.wilson.lower, prediction.mean);
  EXPECT_GE(prediction.wilson.upper, prediction.mean);
}

TEST(VirtualRigs, DoNotDependOnTheNumberOfThreads) {
  PlannedTask planned("spec.json");
  VirtualRigQuestion question = planned.question([&](std::uint64_t seed) {
    return sim::make_simulated_rig(planned.rig, planned.plan.light_path, seed, 1);
  });
  question.num_rigs = 5;
  question.most_records = 60;
  core::WorkerPool one(1);
  core::WorkerPool three(3);
  EXPECT_EQ(predict_accuracy(question, planned.task.data.test, one).accuracies,
            predict_accuracy(question, planned.task.data.test, three).accuracies);
}

TEST(VirtualRigs, WantAClassifier) {
  PlannedTask planned("spec.json");
  planned.open.model.classifier.reset();
  const VirtualRigQuestion question = planned.question({});
  test::expect_error<core::InputError>("input.classifier", {"classifier"}, [&] {
    static_cast<void>(predict_accuracy(question, planned.task.data.test, planned.task.workers));
  });
}

}  // namespace
}  // namespace fiberloom::app
