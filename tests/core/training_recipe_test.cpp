#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/model_input.hpp>
#include <fiberloom/core/training_recipe.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/network.hpp>
#include <string>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

std::string recipe_text() {
  return R"({"schema": "fiberloom.recipe/1", "name": "small", "samples": 8, "guard": [2, 1],
    "oversampling": 2, "low_pass": {"cutoff_cycles_per_sample": 0.4, "order": 4},
    "encoding": {"scale": "zscore", "offset": 1, "clip": 4, "normalise_power": true},
    "readout": {"detect": "intensity", "pool": 4},
    "layers": {"alpha": [0, 0], "beta2": [0.5, 0.1], "gamma": [0.3, 0.2]},
    "bounds": {"gamma": {"minimum": 0, "maximum": 1}, "beta2": {"maximum": 40}},
    "training": {"epochs": 7, "batch_size": 5, "weight_decay": 0.25,
                 "rates": {"classifier": 0.5, "beta2": 0.06, "gamma": 0.02}}})";
}

TrainingRecipe recipe_with(const std::string& from = "", const std::string& to = "") {
  std::string text = recipe_text();
  if (!from.empty()) {
    text.replace(text.find(from), from.size(), to);
  }
  return parse_document<TrainingRecipe>(text, "r.json");
}

LabelledSeries records() {
  LabelledSeries result{.series = RealBatch<double>(3, 8), .labels = {0, 1, 0}};
  double value = 0.0;
  for (double& sample : result.series.values()) {
    value += 1.0;
    sample = std::sin(value * value);
  }
  return result;
}

TEST(TrainingRecipe, ReadsWhatDecidesARun) {
  const TrainingRecipe recipe = recipe_with();
  EXPECT_EQ(recipe.frame,
            (Frame{.samples = 8, .guard_before = 2, .guard_after = 1, .oversampling = 2}));
  EXPECT_EQ(recipe.options.epochs, 7);
  EXPECT_EQ(recipe.options.classifier_only_epochs, TrainingOptions{}.classifier_only_epochs);
  EXPECT_EQ(recipe.options.classifier_rate, 0.5);
  EXPECT_EQ(recipe.options.embedding_rates,
            (std::map<std::string, double>{{"beta2", 0.06}, {"gamma", 0.02}}));
  EXPECT_EQ(recipe.options.classifier_weight_decay, 0.25);
  EXPECT_EQ(recipe.bounds.at("gamma").maximum, 1.0);
  EXPECT_EQ(recipe.bounds.at("beta2").maximum, 40.0);
  EXPECT_EQ(recipe.bounds.at("beta2").minimum, Bounds{}.minimum);
  EXPECT_FALSE(recipe.bounds.contains("alpha"));
}

TEST(TrainingRecipe, ReadsMethodReadoutAndPatience) {
  const TrainingRecipe plain = recipe_with();
  EXPECT_EQ(plain.options.method, TrainingMethod::adam);
  EXPECT_EQ(plain.options.readout, ReadoutTraining::gradient);
  EXPECT_EQ(plain.options.batch_size, 5);
  EXPECT_EQ(plain.options.patience, 0);
  const TrainingRecipe recipe =
      recipe_with("\"batch_size\": 5", R"("method": "lbfgs", "readout": "ridge", "ridge": 0.25,
                  "validation_share": 0.2, "patience": 9, "start_spread": {"gamma": 0.5})");
  EXPECT_EQ(recipe.options.start_spread, (std::map<std::string, double>{{"gamma", 0.5}}));
  EXPECT_EQ(recipe.options.method, TrainingMethod::lbfgs);
  EXPECT_EQ(recipe.options.readout, ReadoutTraining::ridge);
  EXPECT_EQ(recipe.options.ridge, 0.25);
  EXPECT_EQ(recipe.options.batch_size, 0);
  EXPECT_EQ(recipe.options.patience, 9);
  const std::string text = to_document_text(recipe, TextForm::compact);
  EXPECT_EQ(to_document_text(parse_document<TrainingRecipe>(text, "again"), TextForm::compact),
            text);
}

TEST(TrainingRecipe, ItsConstraintsAreBoundsAndSumLimits) {
  const TrainingRecipe recipe =
      recipe_with("\"training\"", R"("sum_of_magnitudes": {"beta2": 40, "alpha": 1}, "training")");
  const auto constraints = constraints_of(recipe).by_group();
  EXPECT_EQ(constraints.size(), 3U);
  EXPECT_EQ(constraints.at("alpha"), (GroupConstraint{.sum_of_magnitudes = 1.0}));
  EXPECT_EQ(constraints.at("gamma"), (GroupConstraint{.minimum = {0.0}, .maximum = {1.0}}));
  EXPECT_EQ(constraints.at("beta2").maximum, std::vector<double>{40.0});
  EXPECT_EQ(constraints.at("beta2").sum_of_magnitudes, 40.0);
  const std::string text = to_document_text(recipe, TextForm::compact);
  EXPECT_EQ(to_document_text(parse_document<TrainingRecipe>(text, "again"), TextForm::compact),
            text);
}

TEST(TrainingRecipe, RefusesTrainingThatMakesNoSense) {
  const auto refuse = [](const std::string& where, const std::string& to) {
    expect_refusal<InvalidDocument>("document.invalid", {where},
                                    [&] { recipe_with("\"batch_size\": 5", to); });
  };
  refuse("/training/method", R"("method": "sgd")");
  refuse("/training/readout", R"("readout": "magic")");
  refuse("/training/ridge", R"("ridge": -0.1)");
  refuse("/training/patience", R"("patience": 3)");
  refuse("/training/patience", R"("patience": -3)");
  refuse("/training/batch_size", R"("method": "lbfgs", "batch_size": 5)");
  refuse("/training/batch_size", R"("batch_size": 0)");
  expect_refusal<InvalidDocument>("document.invalid", {"/sum_of_magnitudes/beta2"}, [] {
    recipe_with("\"training\"", R"("sum_of_magnitudes": {"beta2": -1}, "training")");
  });
}

TEST(TrainingRecipe, ItsTextIsAFixedPoint) {
  const std::string text = to_document_text(recipe_with(), TextForm::compact);
  EXPECT_EQ(to_document_text(parse_document<TrainingRecipe>(text, "again"), TextForm::compact),
            text);
}

TEST(TrainingRecipe, RefusesWhatDoesNotFit) {
  expect_refusal<InvalidDocument>("document.invalid", {"/layers/gamma", "as long as alpha"},
                                  [] { recipe_with("[0.3, 0.2]", "[0.3]"); });
  expect_refusal<InvalidDocument>("document.invalid", {"/bounds/gamma/maximum"},
                                  [] { recipe_with("\"maximum\": 1}", "\"maximum\": -1}"); });
  expect_refusal<InvalidDocument>("document.invalid", {"/layers", "within the bounds"},
                                  [] { recipe_with("[0.3, 0.2]", "[0.3, 1.2]"); });
  expect_refusal<InvalidDocument>("document.invalid", {"/encoding/field_scale"},
                                  [] { recipe_with("\"clip\": 4", "\"field_scale\": 0.5"); });
  expect_refusal<InvalidDocument>("document.invalid", {"/training/rates/betta2", "beta2"},
                                  [] { recipe_with("\"beta2\": 0.06", "\"betta2\": 0.06"); });
  expect_refusal<InputError>("input.readout", {"pool"}, [] {
    (void)initial_model(recipe_with("\"pool\": 4", "\"pool\": 5"), records());
  });
}

TEST(InitialModel, LaunchesUnitMeanPowerOverTheTrainingRecords) {
  const Model model =
      initial_model(recipe_with("\"guard\": [2, 1]", "\"guard\": [0, 0]"), records());
  WorkerPool workers;
  const FieldBatch<double> fields = Network(model, workers).encode(records().series);
  double sum = 0.0;
  for (const auto& value : fields.values()) {
    sum += std::norm(value);
  }
  EXPECT_NEAR(sum / (3.0 * 16.0), 1.0, 1e-12);
  EXPECT_FALSE(model.classifier.has_value());
  EXPECT_EQ(model.layers.beta2, (std::vector<double>{0.5, 0.1}));
}

TEST(InitialModel, RefusesRecordsWithoutPower) {
  const LabelledSeries dark{.series = RealBatch<double>(3, 8), .labels = {0, 1, 0}};
  expect_refusal<InputError>("input.power", {"power"}, [&] {
    (void)initial_model(recipe_with("\"offset\": 1", "\"offset\": 0"), dark);
  });
}

TEST(InitialModel, OfTheGrossPitaevskiiEquationStartsFromAFlatPotential) {
  const TrainingRecipe recipe =
      recipe_with("\"name\": \"small\"", "\"name\": \"small\", \"equation\": \"gpe\"");
  const Model model = initial_model(recipe, records());
  EXPECT_EQ(model.layers.potential, RealBatch<double>(2, 8));
}

TEST(RecipeFrom, GoesOnFromEveryNumberOfTheModel) {
  Model model =
      initial_model(recipe_with("\"name\"", "\"equation\": \"gpe\", \"name\""), records());
  model.layers.gamma = {0.1, 1.0 / 3.0};
  model.layers.potential.row(1)[4] = std::nextafter(0.2, 1.0);
  model.ends = {.transmitter = {2.0 / 7.0}, .receiver = {}, .full_scale = 6.0};
  TrainingOptions options;
  options.epochs = 9;
  options.seed = 5;
  const std::string text = to_document_text(recipe_from(model, options), TextForm::compact);
  const TrainingRecipe recipe = parse_document<TrainingRecipe>(text, "r.json");
  EXPECT_EQ(recipe.options.epochs, 9);
  EXPECT_EQ(recipe.options.seed, 0U);
  EXPECT_EQ(to_document_text(recipe, TextForm::compact), text);
  const Model again = initial_model(recipe, records());
  EXPECT_EQ(again.layers, model.layers);
  EXPECT_EQ(again.encoding, model.encoding);
  EXPECT_EQ(again.readout, model.readout);
  EXPECT_EQ(again.frame, model.frame);
  EXPECT_EQ(again.low_pass, model.low_pass);
  EXPECT_EQ(again.equation, model.equation);
  EXPECT_EQ(again.ends, model.ends);
}

TEST(RecipeFrom, APotentialNeedsAsManyNumbersInEachLayer) {
  const std::string layers = "\"gamma\": [0.3, 0.2]";
  EXPECT_THROW(recipe_with(layers, layers + ", \"potential\": [1, 2, 3]"), Error);
}

TEST(RecordsOfLength, TellsBothLengthsOrResamples) {
  EXPECT_EQ(records_of_length(records().series, 8, false, "x"), records().series);
  expect_refusal<InputError>("input.shape", {"x.npy", "8 samples", "takes 6", "resample"},
                             [] { (void)records_of_length(records().series, 6, false, "x.npy"); });
  EXPECT_EQ(records_of_length(records().series, 6, true, "x").samples(), 6U);
}

}  // namespace
}  // namespace fiberloom::core
