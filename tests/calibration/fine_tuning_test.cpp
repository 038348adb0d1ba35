#include <fiberloom/calibration/fine_tuning.hpp>

#include <gtest/gtest.h>

#include "expect_error.hpp"
#include "fake_glass.hpp"

namespace fiberloom::calibration {
namespace {

constexpr std::size_t samples = 16;

core::Model two_layers() {
  core::Model model;
  model.frame = {.samples = samples, .oversampling = 2};
  model.readout = {.detect = core::Detection::intensity, .pool = 4};
  model.layers = test::lossless({1.2, -0.6}, {0.4, 0.8});
  model.classifier = core::zero_classifier(2, 8);
  for (std::size_t f = 0; f < 8; ++f) {  // class 1 when the mean intensity exceeds 1
    model.classifier->weight.row(1)[f] = 1.0 / 8.0;
  }
  model.classifier->bias = {0.0, -1.0};
  return model;
}

// Class 0 has a mean intensity of about 0.6, class 1 of about 1.6.
core::LabelledSeries bright_and_dim(std::size_t count, std::uint64_t seed) {
  test::Random random(seed);
  core::LabelledSeries records{.series = core::RealBatch<double>(count, samples),
                               .labels = std::vector<std::int64_t>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    records.labels[i] = static_cast<std::int64_t>(i % 2);
    const double amplitude = i % 2 == 0 ? 0.77 : 1.26;
    for (double& value : records.series.row(i)) {
      value = amplitude + 0.1 * random.normal();
    }
  }
  return records;
}

core::TrainingOptions quick_options(std::int64_t epochs) {
  core::TrainingOptions options;
  options.epochs = epochs;
  options.classifier_only_epochs = 1;
  options.batch_size = 6;
  options.classifier_rate = 0.05;
  options.classifier_weight_decay = 0.0;
  options.embedding_rates = {{"dispersion", 0.05}, {"nonlinear_phase", 0.03}};
  options.scaling_every = 2;
  options.seed = 12;
  return options;
}

struct FineTuning : testing::Test {
  core::Model model = two_layers();
  core::WorkerPool workers{1};
  LayerSettings planned{.dispersion = {1.2, -0.6}, .nonlinear_phase = {0.4, 0.8}};
  core::LabelledSeries train = bright_and_dim(20, 701);

  RigTask task_on(test::FakeBench& bench, TwinParameters twin = nominal_twin(2)) {
    return {.model = model,
            .settings = planned,
            .twin = std::move(twin),
            .session = *bench.session,
            .workers = workers};
  }
  static test::FakeBench noisy_bench() {
    TwinParameters truth = nominal_twin(2);
    truth.dispersion_scale = {1.1, 0.95};
    truth.gain = 0.5;
    return test::FakeBench({.twin = truth, .noise = 0.05, .seed = 9}, test::plain_path(2));
  }
};

TEST_F(FineTuning, DeployTakesThePlansSettingsInsideTheirRanges) {
  test::FakeBench bench = noisy_bench();
  planned = {.dispersion = {1.2, -77.0}, .nonlinear_phase = {6.0, 0.8}};
  const TunedRig rung = deploy(task_on(bench));
  EXPECT_NEAR(rung.settings.dispersion[0], 1.2, 1e-12);
  EXPECT_NEAR(rung.settings.dispersion[1], -50.0, 1e-12);
  EXPECT_NEAR(rung.settings.nonlinear_phase[0], 5.0, 1e-12);
  EXPECT_NEAR(rung.settings.nonlinear_phase[1], 0.8, 1e-12);
  EXPECT_EQ(rung.classifier, *model.classifier);
  EXPECT_EQ(bench.ledger.total(), 0);
}

TEST_F(FineTuning, CompensateDividesWhatTheModelWantsByWhatTheBenchMakesOfIt) {
  test::FakeBench bench = noisy_bench();
  planned = {.dispersion = {9.0, 9.0}, .nonlinear_phase = {9.0, 9.0}};  // not what counts here
  TwinParameters twin = nominal_twin(2);
  twin.dispersion_scale = {1.25, 0.01};     // 1.2/1.25 = 0.96; -0.6/0.01 = -60, beyond -50
  twin.nonlinear_phase_scale = {0.8, 0.1};  // 0.4/0.8 = 0.5; 0.8/0.1 = 8, beyond 5
  const TunedRig rung = compensate(task_on(bench, twin));
  EXPECT_NEAR(rung.settings.dispersion[0], 0.96, 1e-12);
  EXPECT_NEAR(rung.settings.dispersion[1], -50.0, 1e-12);
  EXPECT_NEAR(rung.settings.nonlinear_phase[0], 0.5, 1e-12);
  EXPECT_NEAR(rung.settings.nonlinear_phase[1], 5.0, 1e-12);
  EXPECT_EQ(rung.twin.dispersion_scale, twin.dispersion_scale);
  EXPECT_EQ(bench.ledger.total(), 0);
}

TEST_F(FineTuning, CompensateRefusesAScaleThatIsNotPositive) {
  test::FakeBench bench = noisy_bench();
  for (const double scale : {0.0, -0.5, std::numeric_limits<double>::quiet_NaN()}) {
    TwinParameters twin = nominal_twin(2);
    twin.nonlinear_phase_scale[1] = scale;
    test::expect_error<core::CalibrationError>("calibration.degenerate", {"calibrate again"},
                                               [&] { compensate(task_on(bench, twin)); });
  }
}

TEST_F(FineTuning, AModelWithoutClassifierIsRefused) {
  test::FakeBench bench = noisy_bench();
  model.classifier.reset();
  test::expect_error<core::InputError>("input.model", {"classifier"},
                                       [&] { deploy(task_on(bench)); });
}

TEST_F(FineTuning, ANewReadoutWinsBackWhatAWeakReceiverLoses) {
  // Half the intensity: all records look dim to the digital classifier.
  test::FakeBench bench = noisy_bench();
  const RigTask task = task_on(bench);
  const TunedRig deployed = deploy(task);
  const core::LabelledSeries test = bright_and_dim(30, 702);
  EXPECT_NEAR(rig_accuracy(task, deployed, test), 0.5, 1e-12);
  const TunedRig tuned = tune_readout(task, deployed, train, quick_options(40));
  EXPECT_GE(rig_accuracy(task, tuned, test), 0.95);
  EXPECT_EQ(tuned.settings.dispersion, deployed.settings.dispersion);
  EXPECT_EQ(tuned.history.size(), 40U);
}

TEST_F(FineTuning, AReadoutCostsOnePassForEachRecord) {
  test::FakeBench bench = noisy_bench();
  bench.session->set_method("readout");
  const RigTask task = task_on(bench);
  const TunedRig tuned = tune_readout(task, deploy(task), train, quick_options(7));
  rig_accuracy(task, tuned, bright_and_dim(3, 703));
  const std::vector<hal::LedgerEntry> expected{{"readout", "training", 20},
                                               {"readout", "evaluation", 3}};
  EXPECT_EQ(bench.ledger.entries, expected);
}

TEST_F(FineTuning, AReadoutOfFewRecordsMeetsEachOfThemUnderSeveralNoises) {
  test::FakeBench bench = noisy_bench();
  const RigTask task = task_on(bench);
  tune_readout(task, deploy(task), train, quick_options(2), 3);
  EXPECT_EQ(bench.ledger.total(), 3 * 20);
  // Measured once and used three times, the noise would be learnt: the frames of the run are numbered on.
  std::size_t frames = 0;
  for (const test::Order& order : bench.glass->orders) {
    frames += order.frames;
  }
  EXPECT_EQ(frames, 60U);
  // About a thousand measurements; more records need no repeats.
  EXPECT_EQ(readout_repeats(100), 10U);
  EXPECT_EQ(readout_repeats(1000), 1U);
  EXPECT_EQ(readout_repeats(3600), 1U);
}

TEST_F(FineTuning, PhysicsAwareTrainingCostsOnePassForEachRecordAndEpochAndOneForTheScaling) {
  test::FakeBench bench = noisy_bench();
  bench.session->set_method("PAT");
  train_physics_aware(task_on(bench), train, quick_options(5));
  const std::vector<hal::LedgerEntry> expected{{"PAT", "training", std::int64_t{20} * (5 + 1)}};
  EXPECT_EQ(bench.ledger.entries, expected);
}

TEST_F(FineTuning, PhysicsAwareTrainingMovesSettingsAndLowersTheLoss) {
  test::FakeBench bench = noisy_bench();
  const TunedRig tuned = train_physics_aware(task_on(bench), train, quick_options(12));
  EXPECT_GT(test::largest_difference(tuned.settings.dispersion, planned.dispersion), 1e-3);
  EXPECT_GT(test::largest_difference(tuned.settings.nonlinear_phase, planned.nonlinear_phase),
            1e-3);
  ASSERT_EQ(tuned.history.size(), 12U);
  EXPECT_LT(tuned.history.back().training_loss, 0.7 * tuned.history.front().training_loss);
}

// What a run leaves behind at the end of each epoch.
struct Saved {
  core::TrainingState state;
  hal::PassLedger ledger;
};

TEST_F(FineTuning, PhysicsAwareTrainingResumedAfterAnyEpochIsTheSameToTheLastBit) {
  const core::TrainingOptions options = quick_options(4);
  test::FakeBench whole = noisy_bench();
  std::vector<Saved> epochs;
  const TunedRig expected = train_physics_aware(
      task_on(whole), train, options, {}, [&](const core::TrainingState& state) {
        epochs.push_back({.state = state, .ledger = whole.ledger});
      });
  ASSERT_EQ(epochs.size(), 4U);
  for (const Saved& saved : epochs) {
    test::FakeBench other = noisy_bench();
    other.ledger = saved.ledger;
    const TunedRig resumed = train_physics_aware(task_on(other), train, options, saved.state);
    EXPECT_EQ(resumed.settings.dispersion, expected.settings.dispersion) << saved.state.epochs_done;
    EXPECT_EQ(resumed.settings.nonlinear_phase, expected.settings.nonlinear_phase);
    EXPECT_EQ(resumed.classifier, expected.classifier);
    EXPECT_EQ(resumed.history, expected.history);
    EXPECT_EQ(other.ledger, whole.ledger);
  }
}

TEST_F(FineTuning, WithoutItsLedgerAResumedRunMeetsOtherNoise) {
  // What makes the test above able to fail: shots are numbered by the ledger, and noise by the shots.
  const core::TrainingOptions options = quick_options(2);
  test::FakeBench whole = noisy_bench();
  std::vector<core::TrainingState> epochs;
  const TunedRig expected =
      train_physics_aware(task_on(whole), train, options, {},
                          [&](const core::TrainingState& state) { epochs.push_back(state); });
  test::FakeBench other = noisy_bench();
  const TunedRig resumed = train_physics_aware(task_on(other), train, options, epochs.front());
  EXPECT_FALSE(resumed.classifier == expected.classifier);
}

TEST_F(FineTuning, AStoppedRunHasShownItsLastEpochToTheObserver) {
  std::stop_source source;
  test::FakeBench bench = noisy_bench();
  std::vector<std::int64_t> seen;
  test::expect_error<core::InterruptedError>("run.interrupted", {"stopped"}, [&] {
    train_physics_aware(
        task_on(bench), train, quick_options(9), {},
        [&](const core::TrainingState& state) {
          seen.push_back(state.epochs_done);
          if (state.epochs_done == 2) {
            source.request_stop();
          }
        },
        source.get_token());
  });
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(bench.ledger.total(), 20 * (2 + 1));
}

TEST(FineTuningOptions, AreThoseOfTheLadder) {
  core::TrainingOptions digital;
  digital.batch_size = 33;
  digital.classifier_weight_decay = 0.07;
  digital.validation_share = 0.2;
  digital.embedding_rates = {{"beta2", 1.0}};
  const core::TrainingOptions readout = readout_options(digital, 4);
  EXPECT_EQ(readout.batch_size, 33);
  EXPECT_EQ(readout.classifier_weight_decay, 0.07);
  EXPECT_EQ(readout.validation_share, 0.0);  // every record is paid for with light
  EXPECT_TRUE(readout.embedding_rates.empty());
  EXPECT_EQ(readout.seed, 4U);
  const core::TrainingOptions light = physics_aware_options(digital, 4);
  EXPECT_EQ(light.embedding_rates.count("dispersion"), 1U);
  EXPECT_EQ(light.embedding_rates.count("nonlinear_phase"), 1U);
  EXPECT_EQ(light.embedding_rates.count("beta2"), 0U);
}

}  // namespace
}  // namespace fiberloom::calibration
