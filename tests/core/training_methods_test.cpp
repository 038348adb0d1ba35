#include <fiberloom/core/training.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/digital_embedding.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/noisy_embedding.hpp>
#include <fiberloom/core/ridge.hpp>
#include <fiberloom/core/statistics.hpp>
#include <fiberloom/core/training_checkpoint.hpp>
#include <limits>
#include <string>

#include "expect_error.hpp"
#include "file_test_support.hpp"
#include "training_support.hpp"

namespace fiberloom::core {
namespace {

using test::Random;

constexpr std::size_t samples = 16;

Model two_layers() {
  Model model;
  model.frame.samples = samples;
  model.encoding.offset = 0.5;
  model.readout.pool = 4;
  model.layers = {.alpha = {0.0, 0.0}, .beta2 = {0.5, -0.5}, .gamma = {0.2, 0.2}, .potential = {}};
  return model;
}

TrainingOptions options_of(TrainingMethod method, ReadoutTraining readout) {
  TrainingOptions options;
  options.method = method;
  options.readout = readout;
  options.epochs = 8;
  options.classifier_only_epochs = 2;
  options.batch_size = method == TrainingMethod::lbfgs ? 0 : 16;
  options.embedding_rates = {{"beta2", 0.05}, {"gamma", 0.05}};
  options.validation_share = 0.2;
  options.seed = 3;
  return options;
}

std::vector<TrainingOptions> all_methods() {
  std::vector<TrainingOptions> result;
  for (const TrainingMethod method : {TrainingMethod::adam, TrainingMethod::lbfgs}) {
    for (const ReadoutTraining readout : {ReadoutTraining::gradient, ReadoutTraining::ridge}) {
      result.push_back(options_of(method, readout));
    }
  }
  return result;
}

std::string name_of(const TrainingOptions& options) {
  return std::string(options.method == TrainingMethod::adam ? "adam" : "lbfgs") + ", " +
         (options.readout == ReadoutTraining::ridge ? "ridge" : "gradient");
}

// Digital light, behind noise when there is any.
struct LightRun {
  explicit LightRun(const NoiseLevels& levels = {})
      : noisy(embedding, InputScale::none, levels, 17) {}

  TrainingState operator()(const LabelledSeries& records, const TrainingOptions& options,
                           const EpochObserver& observer = {}) {
    TrainingState start = initial_training_state(noisy, records, 2, options);
    return train(noisy, records, options, std::move(start), observer);
  }

  WorkerPool workers{2};
  DigitalEmbedding embedding{two_layers(), {}, workers};
  NoisyEmbedding noisy;
};

LabelledSeries hard_records(std::uint64_t seed) {
  Random random(seed);
  LabelledSeries records = two_bumps(60, samples, random);
  for (double& value : records.series.values()) {
    value += 0.4 * random.normal();
  }
  return records;
}

TEST(TrainingMethods, ResumedFromAnyEpochEndInTheSameBits) {
  const LabelledSeries records = hard_records(931);
  for (const NoiseLevels levels : {NoiseLevels{}, NoiseLevels{.input = 0.1, .feature = 0.05}}) {
    for (const TrainingOptions& options : all_methods()) {
      SCOPED_TRACE(name_of(options));
      std::vector<TrainingState> checkpoints;
      const TrainingState whole = LightRun(levels)(
          records, options, [&](const TrainingState& state) { checkpoints.push_back(state); });
      EXPECT_EQ(checkpoints.back(), whole);
      for (const TrainingState& checkpoint : checkpoints) {
        LightRun other(levels);
        EXPECT_EQ(train(other.noisy, records, options, checkpoint), whole)
            << checkpoint.epochs_done;
      }
    }
  }
}

TEST(TrainingMethods, ResumedFromAFileEndInTheSameBits) {
  const TemporaryFolder folder;
  const LabelledSeries records = hard_records(941);
  for (TrainingOptions options : all_methods()) {
    SCOPED_TRACE(name_of(options));
    options.patience = 5;
    const auto path = [&](std::int64_t epoch) { return folder.path() / std::to_string(epoch); };
    const TrainingState whole = LightRun()(records, options, [&](const TrainingState& state) {
      save_checkpoint(path(state.epochs_done),
                      {.identity = {.recipe = "{}", .data_fingerprint = "0"}, .state = state});
    });
    for (std::int64_t epoch = 1; epoch <= whole.epochs_done; ++epoch) {
      LightRun other;
      TrainingState saved = load_checkpoint(path(epoch)).state;
      EXPECT_EQ(train(other.embedding, records, options, std::move(saved)), whole) << epoch;
    }
  }
}

TEST(TrainingMethods, LowerTheLossAndMoveTheLight) {
  const LabelledSeries records = hard_records(932);
  for (const TrainingOptions& options : all_methods()) {
    SCOPED_TRACE(name_of(options));
    LightRun run;
    const std::vector<double> start = run.embedding.parameters();
    const TrainingState state = run(records, options);
    EXPECT_LT(state.history.back().training_loss, state.history.front().training_loss);
    EXPECT_NE(state.embedding_parameters, start);
    EXPECT_EQ(state.embedding_parameters[0], start[0]) << "alpha has no rate";
  }
}

TEST(TrainingMethods, LbfgsNeverClimbs) {
  const LabelledSeries records = hard_records(933);
  TrainingOptions options = options_of(TrainingMethod::lbfgs, ReadoutTraining::ridge);
  options.epochs = 30;
  const TrainingState state = LightRun()(records, options);
  for (std::size_t e = 1; e < state.history.size(); ++e) {
    EXPECT_LE(state.history[e].training_loss, state.history[e - 1].training_loss) << e;
  }
}

TEST(TrainingMethods, LbfgsEndsAtTheMinimumOfRidgeWithLittleSlopeLeft) {
  const LabelledSeries records = hard_records(934);
  TrainingOptions options = options_of(TrainingMethod::lbfgs, ReadoutTraining::ridge);
  options.epochs = 500;
  options.validation_share = 0.0;
  options.ridge = 1e-2;
  LightRun run;
  const TrainingState state = run(records, options);
  EXPECT_TRUE(has_ended(state, options));
  EXPECT_LT(state.epochs_done, 500);
  const auto loss_at = [&](std::size_t j, double shift) {
    std::vector<double> parameters = state.embedding_parameters;
    parameters[j] += shift;
    run.embedding.set_parameters(parameters);
    const RealBatch<double> features = run.embedding.features(records.series);
    const LinearClassifier classifier =
        fit_ridge(features, records.labels, 2, std::vector<double>{1e-2}).classifier;
    EXPECT_EQ(classifier.num_classes(), 2U);
    TrainingOptions once = options;
    once.epochs = 1;
    once.embedding_rates.clear();
    return train(run.embedding, records, once,
                 initial_training_state(run.embedding, records, 2, once))
        .history.front()
        .training_loss;
  };
  for (std::size_t j = 2; j < 6; ++j) {  // beta2 and gamma
    EXPECT_NEAR((loss_at(j, 1e-4) - loss_at(j, -1e-4)) / 2e-4, 0.0, 2e-5) << j;
  }
}

TEST(TrainingMethods, SolvedClassifierIsTheRidgeFitAtTheLastParameters) {
  const LabelledSeries records = hard_records(935);
  for (const TrainingMethod method : {TrainingMethod::adam, TrainingMethod::lbfgs}) {
    TrainingOptions options = options_of(method, ReadoutTraining::ridge);
    options.validation_share = 0.0;
    LightRun run;
    const TrainingState state = run(records, options);
    run.embedding.set_parameters(state.embedding_parameters);
    const LinearClassifier fitted = fit_ridge(run.embedding.features(records.series),
                                              records.labels, 2, std::vector<double>{options.ridge})
                                        .classifier;
    EXPECT_EQ(trained_classifier(state), fitted);
  }
}

TEST(TrainingMethods, KeepConstraints) {
  const LabelledSeries records = hard_records(936);
  for (TrainingOptions options : all_methods()) {
    SCOPED_TRACE(name_of(options));
    options.constraints = Constraints(
        {{"beta2", {.sum_of_magnitudes = 0.7}}, {"gamma", {.minimum = {0.0}, .maximum = {0.25}}}});
    options.embedding_rates = {{"beta2", 0.3}, {"gamma", 0.3}};
    const auto check = [](const TrainingState& state) {
      const std::vector<double>& p = state.embedding_parameters;
      EXPECT_LE(std::abs(p[2]) + std::abs(p[3]), 0.7 + 1e-12);
      EXPECT_TRUE(0.0 <= p[4] && p[4] <= 0.25 && 0.0 <= p[5] && p[5] <= 0.25);
    };
    check(LightRun()(records, options, check));
  }
}

TEST(TrainingMethods, StartAtTheNearestAllowedPoint) {
  const LabelledSeries records = hard_records(937);
  TrainingOptions options = options_of(TrainingMethod::adam, ReadoutTraining::gradient);
  options.constraints = Constraints({{"beta2", {.sum_of_magnitudes = 0.6}}});
  LightRun run;
  const TrainingState start = initial_training_state(run.embedding, records, 2, options);
  EXPECT_DOUBLE_EQ(start.embedding_parameters[2], 0.3);
  EXPECT_DOUBLE_EQ(start.embedding_parameters[3], -0.3);
}

TEST(TrainingMethods, StartsAreSpreadBySeedAndKeptAllowed) {
  const LabelledSeries records = hard_records(942);
  TrainingOptions options = options_of(TrainingMethod::adam, ReadoutTraining::gradient);
  options.start_spread = {{"beta2", 0.5}};
  LightRun run;
  const std::vector<double> given = run.embedding.parameters();
  const auto start_of = [&](std::uint64_t seed) {
    options.seed = seed;
    LightRun other;
    return initial_training_state(other.embedding, records, 2, options).embedding_parameters;
  };
  std::vector<double> shifts;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::vector<double> start = start_of(seed);
    for (const std::size_t still : {0U, 1U, 4U, 5U}) {
      EXPECT_EQ(start[still], given[still]);
    }
    shifts.push_back(start[2] - given[2]);
    shifts.push_back(start[3] - given[3]);
  }
  EXPECT_EQ(start_of(7), start_of(7));
  EXPECT_NEAR(mean(shifts), 0.0, 0.08);  // four standard errors
  EXPECT_NEAR(standard_deviation(shifts), 0.5, 0.06);
  options.constraints = Constraints({{"beta2", {.maximum = {0.5}}}});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_LE(start_of(seed)[2], 0.5);
  }
}

TEST(EarlyStopping, EndsWhenPatienceIsSpentWithTheBestEpoch) {
  const LabelledSeries records = hard_records(938);
  for (TrainingOptions options : all_methods()) {
    SCOPED_TRACE(name_of(options));
    options.epochs = 40;
    options.patience = 4;
    std::vector<TrainingState> seen;
    const TrainingState state =
        LightRun()(records, options, [&](const TrainingState& now) { seen.push_back(now); });
    // The best epoch, found here: the first with the highest validation accuracy.
    const auto best =
        std::ranges::max_element(state.history, {}, &EpochRecord::validation_accuracy);
    ASSERT_TRUE(state.best.has_value());
    EXPECT_EQ(state.best->epoch, best->epoch);
    EXPECT_EQ(state.embedding_parameters, best->parameters);
    const TrainingState& then = seen[static_cast<std::size_t>(best->epoch - 1)];
    EXPECT_EQ(state.classifier, then.classifier);
    EXPECT_EQ(state.scaling, then.scaling);
    EXPECT_TRUE(has_ended(state, options));
    EXPECT_LE(state.epochs_done, best->epoch + 4);
    const bool is_spent = state.epochs_done == best->epoch + 4;
    EXPECT_TRUE(is_spent || state.lbfgs.has_converged || state.epochs_done == 40);
    for (const TrainingState& checkpoint : seen) {
      LightRun other;
      EXPECT_EQ(train(other.embedding, records, options, checkpoint), state);
    }
  }
}

TEST(EarlyStopping, DoesNotHappenWithoutPatience) {
  const LabelledSeries records = hard_records(939);
  TrainingOptions options = options_of(TrainingMethod::adam, ReadoutTraining::gradient);
  options.epochs = 12;
  const TrainingState state = LightRun()(records, options);
  EXPECT_EQ(state.epochs_done, 12);
  EXPECT_FALSE(state.best.has_value());
  EXPECT_EQ(state.embedding_parameters, state.history.back().parameters);
}

TEST(TrainingOptions, RefusesWhatMakesNoSense) {
  const auto refuse = [](const std::vector<std::string>& words,
                         const std::function<void(TrainingOptions&)>& spoil) {
    TrainingOptions options;
    options.validate();
    spoil(options);
    test::expect_error<InputError>("input.training", words, [&] { options.validate(); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  refuse({"epochs"}, [](auto& o) { o.epochs = 0; });
  refuse({"batch size"}, [](auto& o) { o.batch_size = -1; });
  refuse({"ridge"}, [](auto& o) { o.ridge = -1e-9; });
  refuse({"ridge"}, [nan](auto& o) { o.ridge = nan; });
  refuse({"weight decay"}, [nan](auto& o) { o.classifier_weight_decay = nan; });
  refuse({"rates"}, [](auto& o) { o.embedding_rates["beta2"] = -0.1; });
  refuse({"rates"}, [nan](auto& o) { o.classifier_rate = nan; });
  refuse({"spread"}, [nan](auto& o) { o.start_spread["beta2"] = nan; });
  refuse({"validation share"}, [nan](auto& o) { o.validation_share = nan; });
  refuse({"patience", "validation"}, [](auto& o) { o.patience = 3; });
  refuse({"L-BFGS", "all records"}, [](auto& o) { o.method = TrainingMethod::lbfgs; });
}

TEST(EarlyStopping, NeedsAValidationRecord) {
  Random random(940);
  const LabelledSeries records = two_bumps(10, samples, random);
  TrainingOptions options = options_of(TrainingMethod::adam, ReadoutTraining::gradient);
  options.validation_share = 0.05;
  options.patience = 2;
  test::expect_error<InputError>("input.training", {"patience", "share"},
                                 [&] { LightRun()(records, options); });
}

}  // namespace
}  // namespace fiberloom::core
