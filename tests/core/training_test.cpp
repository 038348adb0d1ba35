#include <fiberloom/core/training.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/digital_embedding.hpp>
#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"
#include "training_support.hpp"

namespace fiberloom::core {
namespace {

using test::Random;

constexpr std::size_t samples = 16;

Model two_layers() {
  Model model;
  model.frame.samples = samples;
  model.layers = {.alpha = {0.0, 0.0}, .beta2 = {0.5, -0.5}, .gamma = {0.2, 0.2}, .potential = {}};
  return model;
}

TrainingOptions quick_options() {
  TrainingOptions options;
  options.epochs = 8;
  options.classifier_only_epochs = 2;
  options.batch_size = 7;  // does not divide the number of records
  options.embedding_rates = {{"alpha", 0.02}, {"beta2", 0.05}, {"gamma", 0.05}};
  options.validation_share = 0.2;
  options.seed = 3;
  return options;
}

struct DigitalRun {
  WorkerPool workers{2};
  DigitalEmbedding embedding{two_layers(), {}, workers};

  TrainingState train_on(const LabelledSeries& records, const TrainingOptions& options,
                         const EpochObserver& observer = {}, std::stop_token stop = {}) {
    TrainingState start = initial_training_state(embedding, records, 2, options);
    return train(embedding, records, options, std::move(start), observer, stop);
  }
};

TEST(Training, LearnsToTellTwoBumpsApart) {
  Random random(71);
  const LabelledSeries records = two_bumps(60, samples, random);
  const LabelledSeries fresh = two_bumps(40, samples, random);
  DigitalRun run;
  const TrainingState state = run.train_on(records, quick_options());
  ASSERT_EQ(state.history.size(), 8U);
  EXPECT_LT(state.history.back().training_loss, 0.5 * std::log(2.0));
  EXPECT_EQ(state.history.back().training_accuracy, 1.0);
  EXPECT_EQ(state.history.back().validation_accuracy, 1.0);
  const auto predicted = predict(trained_classifier(state), run.embedding.features(fresh.series));
  EXPECT_GE(accuracy(predicted, fresh.labels), 0.95);
}

TEST(Training, BeginsAtTheLossOfGuessing) {
  Random random(72);
  const LabelledSeries records = two_bumps(20, samples, random);
  TrainingOptions options = quick_options();
  options.batch_size =
      100;  // one minibatch: the loss of the first epoch is that of the zero classifier
  options.validation_share = 0.0;
  DigitalRun run;
  const TrainingState state = run.train_on(records, options);
  EXPECT_NEAR(state.history.front().training_loss, std::log(2.0), 1e-14);
  EXPECT_EQ(state.history.front().validation_accuracy, std::nullopt);
}

TEST(Training, ResumedFromAnyEpochEndsInTheSameBits) {
  Random random(73);
  const LabelledSeries records = two_bumps(40, samples, random);
  const TrainingOptions options = quick_options();
  std::vector<TrainingState> checkpoints;
  DigitalRun run;
  const TrainingState whole = run.train_on(
      records, options, [&](const TrainingState& state) { checkpoints.push_back(state); });
  ASSERT_EQ(checkpoints.size(), 8U);
  EXPECT_EQ(checkpoints.back(), whole);
  for (const TrainingState& checkpoint : checkpoints) {
    SCOPED_TRACE(checkpoint.epochs_done);
    DigitalRun other;
    EXPECT_EQ(train(other.embedding, records, options, checkpoint), whole);
  }
}

TEST(Training, SeedsReproduceAndDiffer) {
  Random random(74);
  const LabelledSeries records = two_bumps(40, samples, random);
  TrainingOptions options = quick_options();
  const TrainingState first = DigitalRun().train_on(records, options);
  EXPECT_EQ(DigitalRun().train_on(records, options), first);
  options.seed = 4;
  EXPECT_NE(DigitalRun().train_on(records, options).embedding_parameters,
            first.embedding_parameters);
}

TEST(Training, LightStandsStillUntilTheClassifierHasFoundItsFeet) {
  Random random(75);
  const LabelledSeries records = two_bumps(40, samples, random);
  TrainingOptions options = quick_options();
  options.embedding_rates.erase("alpha");
  DigitalRun run;
  const std::vector<double> start = run.embedding.parameters();
  const TrainingState state = run.train_on(records, options);
  EXPECT_EQ(state.history[1].parameters, start);
  EXPECT_NE(state.history[2].parameters, start);
  // A group without a rate never moves, the others do.
  EXPECT_EQ(state.embedding_parameters[0], start[0]);
  EXPECT_EQ(state.embedding_parameters[1], start[1]);
  for (std::size_t j = 2; j < start.size(); ++j) {
    EXPECT_NE(state.embedding_parameters[j], start[j]) << j;
  }
}

TEST(Training, ShowsEveryTrainingRecordOnceAnEpochAndNoHeldOutOneEver) {
  Random random(76);
  const LabelledSeries records = two_bumps(50, samples, random);
  TrainingOptions options = quick_options();
  FakeEmbedding embedding(samples);
  TrainingState start = initial_training_state(embedding, records, 2, options);
  EXPECT_EQ(embedding.evaluated.size(), 40U);  // the first scaling sees the training records only
  const std::set<double> scaled_on = embedding.evaluated;
  embedding.evaluated.clear();
  train(embedding, records, options, start);
  EXPECT_EQ(embedding.trained, scaled_on);
  EXPECT_EQ(embedding.evaluated.size(), 10U);
  for (const double held_out : embedding.evaluated) {
    EXPECT_FALSE(embedding.trained.contains(held_out));
  }
  // 40 records in minibatches of 7: five full ones and one of five, eight times.
  ASSERT_EQ(embedding.batch_sizes.size(), 48U);
  EXPECT_EQ(std::count(embedding.batch_sizes.begin(), embedding.batch_sizes.end(), 7U), 40);
  EXPECT_EQ(std::count(embedding.batch_sizes.begin(), embedding.batch_sizes.end(), 5U), 8);
}

TEST(Training, LabelsOfHeldOutRecordsChangeNothingButTheirOwnScore) {
  Random random(77);
  LabelledSeries records = two_bumps(50, samples, random);
  const TrainingOptions options = quick_options();
  FakeEmbedding embedding(samples);
  const TrainingState start = initial_training_state(embedding, records, 2, options);
  const TrainingState honest = train(embedding, records, options, start);
  for (std::size_t i = 0; i < 50; ++i) {
    if (!embedding.trained.contains(records.series.row(i)[0])) {
      records.labels[i] = 1 - records.labels[i];
    }
  }
  FakeEmbedding other(samples);
  const TrainingState poisoned = train(other, records, options, start);
  EXPECT_EQ(poisoned.embedding_parameters, honest.embedding_parameters);
  EXPECT_EQ(poisoned.classifier, honest.classifier);
  EXPECT_DOUBLE_EQ(poisoned.history.back().validation_accuracy.value(),
                   1.0 - honest.history.back().validation_accuracy.value());
}

TEST(Training, StoppedAtAnEpochGoesOnFromTheLastOneTheObserverSaw) {
  Random random(78);
  const LabelledSeries records = two_bumps(40, samples, random);
  const TrainingOptions options = quick_options();
  const TrainingState whole = DigitalRun().train_on(records, options);
  std::stop_source stop;
  TrainingState last;
  const auto observe = [&](const TrainingState& state) {
    last = state;
    if (state.epochs_done == 3) {
      stop.request_stop();
    }
  };
  DigitalRun run;
  test::expect_error<InterruptedError>("run.interrupted", {"resume"}, [&] {
    run.train_on(records, options, observe, stop.get_token());
  });
  EXPECT_EQ(last.epochs_done, 3);
  EXPECT_EQ(train(run.embedding, records, options, last), whole);
}

TEST(Training, StoppedWithinAnEpochForgetsThatEpoch) {
  Random random(79);
  const LabelledSeries records = two_bumps(40, samples, random);
  const TrainingOptions options = quick_options();
  FakeEmbedding embedding(samples);
  const TrainingState start = initial_training_state(embedding, records, 2, options);
  const TrainingState whole = train(embedding, records, options, start);
  std::stop_source stop;
  int minibatches = 0;
  embedding.on_minibatch = [&] {
    if (++minibatches == 13) {  // five an epoch: the third of the third
      stop.request_stop();
    }
  };
  TrainingState last;
  test::expect_error<InterruptedError>("run.interrupted", {}, [&] {
    train(
        embedding, records, options, start, [&](const TrainingState& s) { last = s; },
        stop.get_token());
  });
  EXPECT_EQ(minibatches, 13);
  EXPECT_EQ(last.epochs_done, 2);
  EXPECT_EQ(train(embedding, records, options, last), whole);
}

TEST(Training, ARateThatDivergesIsANumericalError) {
  Random random(80);
  const LabelledSeries records = two_bumps(40, samples, random);
  TrainingOptions options = quick_options();
  options.embedding_rates = {{"alpha", 1e300}};  // exp(-alpha/2) overflows at the first step
  const auto train = [&] { DigitalRun().train_on(records, options); };
  test::expect_error<NumericalError>("numerical.diverged", {"learning rates"}, train);
  options.embedding_rates.clear();
  options.classifier_rate = 1e308;
  test::expect_error<NumericalError>("numerical.diverged", {"learning rates"}, train);
}

TEST(Training, RefreshesTheScalingAsLongAsItsShareOfTheRunLasts) {
  Random random(81);
  const LabelledSeries records = two_bumps(40, samples, random);
  TrainingOptions options = quick_options();
  options.scaling_every = 2;
  options.scaling_share = 0.5;  // epochs 2 and 4 of 8, not 6 and 8
  std::vector<FeatureScaling> scalings;
  DigitalRun run;
  scalings.push_back(initial_training_state(run.embedding, records, 2, options).scaling);
  run.train_on(records, options,
               [&](const TrainingState& state) { scalings.push_back(state.scaling); });
  ASSERT_EQ(scalings.size(), 9U);
  for (std::size_t epoch = 1; epoch <= 8; ++epoch) {
    const bool changed = !(scalings[epoch] == scalings[epoch - 1]);
    EXPECT_EQ(changed, epoch == 2 || epoch == 4) << epoch;
  }
}

TEST(Training, TrainedClassifierActsOnRawFeatures) {
  TrainingState state;
  state.classifier = zero_classifier(2, 1);
  state.classifier.weight.row(1)[0] = 6.0;
  state.classifier.bias = {0.0, 1.0};
  state.scaling = {.mean = {10.0}, .divisor = {2.0}};
  const LinearClassifier raw = trained_classifier(state);
  EXPECT_DOUBLE_EQ(raw.weight.row(1)[0], 3.0);
  EXPECT_DOUBLE_EQ(raw.bias[1], 1.0 - 30.0);
}

}  // namespace
}  // namespace fiberloom::core
