#include <fiberloom/calibration/rig_embedding.hpp>

#include <gtest/gtest.h>

#include "fake_glass.hpp"

namespace fiberloom::calibration {
namespace {

constexpr std::size_t samples = 24;
// In front of the photodiode a filter: without it nobody would see the last nonlinear step.
const core::LowPass optical_filter{.cutoff = 0.4, .order = 4};

core::Model two_layers() {
  core::Model model;
  model.frame = {.samples = samples, .oversampling = 2};
  model.low_pass = optical_filter;
  model.encoding.offset = 1.0;
  model.encoding.field_scale = 0.7;
  model.readout = {.detect = core::Detection::intensity, .pool = 4};
  model.layers = test::lossless({1.4, -0.9}, {0.6, 0.5});
  return model;
}

const LayerSettings settings{.dispersion = {1.4, -0.9}, .nonlinear_phase = {0.6, 0.5}};

TwinParameters scaled_twin() {
  TwinParameters twin = nominal_twin(2);
  twin.dispersion_scale = {1.1, 0.9};
  twin.nonlinear_phase_scale = {0.8, 1.2};
  return twin;
}

core::RealBatch<double> records(std::uint64_t seed) {
  test::Random random(seed);
  core::RealBatch<double> series(3, samples);
  for (double& value : series.values()) {
    value = 0.5 * random.normal();
  }
  return series;
}

// A loss that is linear in the features, with fixed weights.
double weight_of(std::size_t row, std::size_t feature) {
  return std::sin(1.0 + 2.0 * static_cast<double>(row) + 0.7 * static_cast<double>(feature));
}

void write_weights(std::size_t row, std::span<double> cotangent) {
  for (std::size_t f = 0; f < cotangent.size(); ++f) {
    cotangent[f] = weight_of(row, f);
  }
}

double loss_of(const core::RealBatch<double>& features) {
  double loss = 0.0;
  for (std::size_t i = 0; i < features.batch(); ++i) {
    for (std::size_t f = 0; f < features.samples(); ++f) {
      loss += weight_of(i, f) * features.row(i)[f];
    }
  }
  return loss;
}

struct RigEmbeddingTest : testing::Test {
  core::Model model = two_layers();
  core::WorkerPool workers{1};

  static test::FakeBench bench_of(test::GlassTruth truth,
                                  hal::LightPath path = test::plain_path(2)) {
    return test::FakeBench(std::move(truth), std::move(path), {}, optical_filter);
  }
  RigEmbedding embedding_on(test::FakeBench& bench, const TwinParameters& twin) {
    return RigEmbedding(model, settings, twin, *bench.session, workers);
  }

  // The derivative with respect to the settings that the digital network has at these settings, by its own chain rule.
  std::vector<double> digital_gradient(const LayerSettings& at, const TwinParameters& twin,
                                       const core::RealBatch<double>& series,
                                       const core::Network::RowCotangent& cotangent_of) {
    core::Model realised = model;
    realised.layers = test::scaled_layers(at, twin);
    core::Network network(realised, workers);
    core::LayerParameters slopes = core::zero_layers(2);
    network.pull_back(series, cotangent_of, slopes);
    return {slopes.beta2[0] * twin.dispersion_scale[0], slopes.beta2[1] * twin.dispersion_scale[1],
            slopes.gamma[0] * twin.nonlinear_phase_scale[0],
            slopes.gamma[1] * twin.nonlinear_phase_scale[1]};
  }
};

std::vector<double> gradient_on_rig(RigEmbedding& embedding,
                                    const core::RealBatch<double>& series) {
  std::vector<double> gradient(4, 0.0);
  embedding.features_and_gradient(
      series,
      [](std::size_t row, std::span<const double>, std::span<double> cotangent) {
        write_weights(row, cotangent);
      },
      gradient);
  return gradient;
}

TEST_F(RigEmbeddingTest, GradientIsTheRigsOwnWhenTheTwinIsRight) {
  test::FakeBench bench = bench_of({.twin = scaled_twin()});
  RigEmbedding embedding = embedding_on(bench, scaled_twin());
  const core::RealBatch<double> series = records(601);
  const std::vector<double> gradient = gradient_on_rig(embedding, series);
  const std::vector<double> at = embedding.parameters();
  constexpr double h = 1e-5;
  for (std::size_t p = 0; p < at.size(); ++p) {
    std::vector<double> moved = at;
    moved[p] = at[p] + h;
    embedding.set_parameters(moved);
    const double above = loss_of(embedding.features(series));
    moved[p] = at[p] - h;
    embedding.set_parameters(moved);
    const double below = loss_of(embedding.features(series));
    EXPECT_NEAR(gradient[p], (above - below) / (2.0 * h), 1e-7) << p;
    EXPECT_GT(std::abs(gradient[p]), 1e-2) << p << ": the test sees nothing";
  }
}

TEST_F(RigEmbeddingTest, AddsToTheGradientThatIsThere) {
  test::FakeBench bench = bench_of({.twin = nominal_twin(2)});
  RigEmbedding embedding = embedding_on(bench, nominal_twin(2));
  const core::RealBatch<double> series = records(602);
  const std::vector<double> once = gradient_on_rig(embedding, series);
  std::vector<double> twice(4, 10.0);
  embedding.features_and_gradient(
      series,
      [](std::size_t row, std::span<const double>, std::span<double> cotangent) {
        write_weights(row, cotangent);
      },
      twice);
  for (std::size_t p = 0; p < 4; ++p) {
    EXPECT_NEAR(twice[p], 10.0 + once[p], 1e-12) << p;
  }
}

TEST_F(RigEmbeddingTest, GoesForwardInTheRigAndBackThroughTheTwin) {
  // The rig deviates from the twin. The loss, half the squared features, sees measured features; the rest is the twin's.
  TwinParameters truth = scaled_twin();
  truth.gain = 1.2;
  test::FakeBench bench = bench_of({.twin = truth, .noise = 0.02});
  RigEmbedding embedding = embedding_on(bench, nominal_twin(2));
  const core::RealBatch<double> series = records(603);
  std::vector<double> gradient(4, 0.0);
  core::RealBatch<double> seen(3, embedding.num_features());
  const core::RealBatch<double> measured = embedding.features_and_gradient(
      series,
      [&seen](std::size_t row, std::span<const double> features, std::span<double> cotangent) {
        std::copy(features.begin(), features.end(), seen.row(row).begin());
        std::copy(features.begin(), features.end(), cotangent.begin());
      },
      gradient);
  EXPECT_EQ(seen, measured);
  core::Network digital(model, workers);
  EXPECT_GT(test::largest_difference(measured.values(), digital.features(series).values()), 0.1);
  const std::vector<double> expected = digital_gradient(
      settings, nominal_twin(2), series,
      [&measured](std::size_t row, std::span<const double>, std::span<double> cotangent) {
        std::copy(measured.row(row).begin(), measured.row(row).end(), cotangent.begin());
      });
  EXPECT_LT(test::largest_difference(gradient, expected), 1e-10);
}

TEST_F(RigEmbeddingTest, MeasuresWhatTheRigShowsPooledByTheReadout) {
  TwinParameters truth = scaled_twin();
  test::FakeBench bench = bench_of({.twin = truth});
  RigEmbedding embedding = embedding_on(bench, nominal_twin(2));
  const core::RealBatch<double> series = records(604);
  const core::RealBatch<double> measured = embedding.features(series);
  core::Model realised = model;
  realised.layers = test::scaled_layers(settings, truth);
  core::Network digital(realised, workers);
  EXPECT_LT(test::largest_difference(measured.values(), digital.features(series).values()), 1e-10);
}

TEST_F(RigEmbeddingTest, UndoesTheEndsThatTheTwinKnows) {
  TwinParameters truth = nominal_twin(2);
  truth.delay_samples = 0.3;
  truth.gain = 0.7;
  test::FakeBench bench = bench_of({.twin = truth});
  const core::RealBatch<double> series = records(605);
  core::Network digital(model, workers);
  const core::RealBatch<double> wanted = digital.features(series);
  RigEmbedding knowing = embedding_on(bench, truth);
  RigEmbedding ignorant = embedding_on(bench, nominal_twin(2));
  EXPECT_LT(test::largest_difference(knowing.features(series).values(), wanted.values()), 1e-9);
  EXPECT_GT(test::largest_difference(ignorant.features(series).values(), wanted.values()), 0.1);
}

TEST_F(RigEmbeddingTest, SettingsStayInTheRangesOfTheLightPath) {
  test::FakeBench bench = bench_of({.twin = nominal_twin(2)});
  RigEmbedding embedding = embedding_on(bench, nominal_twin(2));
  embedding.set_parameters(std::vector<double>{51.0, -99.0, -0.1, 7.0});
  const std::vector<double> taken = embedding.parameters();
  const std::vector<double> nearest{50.0, -50.0, 0.0, 5.0};
  EXPECT_LT(test::largest_difference(taken, nearest), 1e-12);
  EXPECT_NO_THROW(embedding.features(records(606)));
}

TEST_F(RigEmbeddingTest, StartsInsideTheRangesToo) {
  test::FakeBench bench = bench_of({.twin = nominal_twin(2)});
  const RigEmbedding embedding(model, {.dispersion = {80.0, 0.0}, .nonlinear_phase = {-1.0, 0.0}},
                               nominal_twin(2), *bench.session, workers);
  EXPECT_NEAR(embedding.settings().dispersion[0], 50.0, 1e-12);
  EXPECT_EQ(embedding.settings().nonlinear_phase[0], 0.0);
}

TEST_F(RigEmbeddingTest, TakesTheDerivativeWhereTheSettingsReallyAre) {
  hal::LightPath path = test::plain_path(2);
  for (hal::StagePath& stage : path.stages) {
    stage.dispersion_step_ps2 = 0.5;  // 1.4 becomes 1.5, -0.9 becomes -1
  }
  test::FakeBench bench = bench_of({.twin = scaled_twin()}, path);
  RigEmbedding embedding = embedding_on(bench, scaled_twin());
  const core::RealBatch<double> series = records(607);
  const std::vector<double> gradient = gradient_on_rig(embedding, series);
  const auto constant = [](std::size_t row, std::span<const double>, std::span<double> cotangent) {
    write_weights(row, cotangent);
  };
  const std::vector<double> expected = digital_gradient(
      {.dispersion = {1.5, -1.0}, .nonlinear_phase = {0.6, 0.5}}, scaled_twin(), series, constant);
  EXPECT_LT(test::largest_difference(gradient, expected), 1e-10);
  EXPECT_EQ(embedding.settings().dispersion,
            settings.dispersion);  // what is trained stays continuous
}

TEST_F(RigEmbeddingTest, NamesItsGroupsAndEntersItsPhase) {
  test::FakeBench bench = bench_of({.twin = nominal_twin(2)});
  RigEmbedding embedding = embedding_on(bench, nominal_twin(2));
  ASSERT_EQ(embedding.groups().size(), 2U);
  EXPECT_EQ(embedding.groups()[0].name, "dispersion");
  EXPECT_EQ(embedding.groups()[1].name, "nonlinear_phase");
  EXPECT_EQ(embedding.num_features(), 12U);
  embedding.features(records(608));
  embedding.set_phase("evaluation");
  embedding.features(records(608));
  const std::vector<hal::LedgerEntry> expected{{"unnamed", "training", 3},
                                               {"unnamed", "evaluation", 3}};
  EXPECT_EQ(bench.ledger.entries, expected);
}

}  // namespace
}  // namespace fiberloom::calibration
