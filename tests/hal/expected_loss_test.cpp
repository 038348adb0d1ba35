#include <fiberloom/hal/expected_loss.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/readout.hpp>
#include <optional>

#include "bench_rig.hpp"
#include "expect_error.hpp"
#include "mapping_support.hpp"
#include "symmetric_eigenvalues.hpp"

namespace fiberloom::hal {
namespace {

using test::Complex;
using Fields = core::FieldBatch<double>;

constexpr std::size_t num_classes = 4;

// A lossy model of three layers with a random classifier, and light for it.
class LossOfAModel : public ::testing::Test {
 protected:
  explicit LossOfAModel(std::optional<core::LowPass> low_pass = core::LowPass{}) {
    model_.frame = {.samples = 32, .oversampling = 2};
    model_.readout = {.detect = core::Detection::intensity, .pool = 4};
    model_.low_pass = low_pass;
    model_.layers = test::random_layers(3, random_);
    core::LinearClassifier classifier = core::zero_classifier(num_classes, 16);
    for (double& weight : classifier.weight.values()) {
      weight = random_.normal();
    }
    model_.classifier = classifier;
    frames_ = Fields(40, 64);
    for (std::size_t i = 0; i < frames_.batch(); ++i) {
      const test::Row row = test::band_limited_row(64, 0.5, random_);
      std::copy(row.begin(), row.end(), frames_.row(i).begin());
      labels_.push_back(static_cast<std::int64_t>(i % num_classes));
    }
  }

  [[nodiscard]] LossCurvature curvature() const { return loss_curvature(model_, frames_, labels_); }

  // Softmax of each frame when the rig is off by `change`, by propagating anew.
  [[nodiscard]] std::vector<double> log_probabilities(const std::vector<double>& change,
                                                      const Fields& frames) const {
    const PhysicalParameters at{.num_layers = 3};
    core::LayerParameters layers = model_.layers;
    for (std::size_t m = 0; m < 3; ++m) {
      layers.alpha[m] += change[at.alpha(m)];
      layers.beta2[m] += change[at.b(m)];
      layers.gamma[m] += change[at.nonlinear_phase(m)];
    }
    const core::Receiver receiver(model_.readout, model_.frame);
    std::vector<double> result;
    for (std::size_t i = 0; i < frames.batch(); ++i) {
      test::Row row(frames.row(i).begin(), frames.row(i).end());
      row = test::propagated(row, layers, model_.low_pass, 2.0);
      row = later(row, change[at.delay()]);
      std::vector<double> features(16);
      receiver.detect(row, features);
      for (double& value : features) {
        value *= 1.0 + change[at.gain()];
      }
      std::vector<double> logits(num_classes);
      model_.classifier->logits(features, logits);
      double sum = 0.0;
      for (const double value : logits) {
        sum += std::exp(value);
      }
      for (const double value : logits) {
        result.push_back(value - std::log(sum));
      }
    }
    return result;
  }

  // Light that comes that many model samples late.
  static test::Row later(const test::Row& row, double delay) {
    test::Row spectrum = test::fourier_sum(row, -1.0);
    const core::TimeGrid grid(row.size(), 0.5);
    for (std::size_t k = 0; k < row.size(); ++k) {
      const bool is_cosine = 2 * k == row.size();
      spectrum[k] *= (is_cosine ? 1.0 : std::polar(1.0, -grid.angular_frequencies()[k] * delay)) /
                     static_cast<double>(row.size());
    }
    return test::fourier_sum(spectrum, 1.0);
  }

  // How far the predictions go apart: to second order it is the loss that a change costs on average over the labels
  // that the model itself would draw.
  [[nodiscard]] double divergence(const std::vector<double>& change, const Fields& frames) const {
    const std::vector<double> before =
        log_probabilities(std::vector<double>(change.size()), frames_);
    const std::vector<double> after = log_probabilities(change, frames);
    double sum = 0.0;
    for (std::size_t j = 0; j < before.size(); ++j) {
      sum += std::exp(before[j]) * (before[j] - after[j]) / static_cast<double>(frames_.batch());
    }
    return sum;
  }

  test::Random random_{90};
  core::Model model_{};
  Fields frames_{};
  std::vector<std::int64_t> labels_{};
};

class LossWithoutFilter : public LossOfAModel {
 protected:
  LossWithoutFilter() : LossOfAModel(std::nullopt) {}
};

double quadratic(const core::RealBatch<double>& hessian, const std::vector<double>& change) {
  double sum = 0.0;
  for (std::size_t i = 0; i < change.size(); ++i) {
    for (std::size_t j = 0; j < change.size(); ++j) {
      sum += hessian.row(i)[j] * change[i] * change[j];
    }
  }
  return sum;
}

std::size_t num_null(const core::RealBatch<double>& hessian) {
  const std::vector<double> values = test::symmetric_eigenvalues(hessian);
  std::size_t count = 0;
  for (const double value : values) {
    count += std::abs(value) < 1e-10 * values.back() ? 1U : 0U;
  }
  return count;
}

TEST_F(LossOfAModel, CurvesAsItsPredictionsGoApart) {
  const LossCurvature curvature = this->curvature();
  std::vector<double> change(curvature.parameters.size());
  for (std::size_t i = 0; i < change.size(); ++i) {
    std::vector<double> alone(change.size());
    alone[i] = 1e-4;
    change[i] = 1e-4 * random_.normal();
    const double expected = 0.5 * quadratic(curvature.hessian, alone);
    EXPECT_NEAR(divergence(alone, frames_), expected, 0.02 * expected) << i;
  }
  const double expected = 0.5 * quadratic(curvature.hessian, change);
  EXPECT_NEAR(divergence(change, frames_), expected, 0.02 * expected);
}

TEST_F(LossOfAModel, FallsAlongItsGradient) {
  const LossCurvature curvature = this->curvature();
  const auto loss_at = [&](const std::vector<double>& change) {
    const std::vector<double> logs = log_probabilities(change, frames_);
    double sum = 0.0;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      sum -= logs[num_classes * i + static_cast<std::size_t>(labels_[i])];
    }
    return sum / static_cast<double>(labels_.size());
  };
  EXPECT_NEAR(curvature.loss, loss_at(std::vector<double>(curvature.parameters.size())), 1e-12);
  for (std::size_t i = 0; i < curvature.parameters.size(); ++i) {
    std::vector<double> up(curvature.parameters.size());
    std::vector<double> down = up;
    up[i] = 1e-5;
    down[i] = -1e-5;
    EXPECT_NEAR(curvature.gradient[i], (loss_at(up) - loss_at(down)) / 2e-5,
                1e-6 * (1.0 + std::abs(curvature.gradient[i])))
        << i;
  }
}

// Findings 1 and 2: the losses are no parameters of the network, and a photodiode does not see the last nonlinear phase.
TEST_F(LossOfAModel, HasOneNullDirectionForEachLoss) {
  const core::RealBatch<double> hessian = curvature().hessian;
  EXPECT_EQ(num_null(hessian), 3U);
  // The gauge of the second layer: its loss, made up for by the nonlinear phases from there on and by the gain.
  const PhysicalParameters at{.num_layers = 3};
  std::vector<double> gauge(at.size());
  gauge[at.alpha(1)] = 1.0;
  gauge[at.nonlinear_phase(1)] = model_.layers.gamma[1];
  gauge[at.nonlinear_phase(2)] = model_.layers.gamma[2];
  gauge[at.gain()] = 1.0;
  EXPECT_LT(quadratic(hessian, gauge), 1e-12 * quadratic(hessian, std::vector<double>(11, 1.0)));
}

TEST_F(LossWithoutFilter, DoesNotSeeTheLastNonlinearPhase) {
  const LossCurvature curvature = this->curvature();
  EXPECT_EQ(num_null(curvature.hessian), 4U);
  const std::size_t last = curvature.parameters.nonlinear_phase(2);
  EXPECT_LT(curvature.hessian.row(last)[last], 1e-20);
}

TEST_F(LossOfAModel, GrowsWithNoiseAtTheInput) {
  const double level = 1e-6;
  double found = 0.0;
  constexpr int draws = 60;
  for (int draw = 0; draw < draws; ++draw) {
    Fields noisy = frames_;
    for (Complex& value : noisy.values()) {
      value += std::sqrt(level) * random_.complex_normal();
    }
    found += divergence(std::vector<double>(11), noisy) / draws;
  }
  // First order in the noise averages out only over draws: 60 of 40 frames.
  EXPECT_NEAR(found / (level * curvature().light_noise[0]), 1.0, 0.1);
}

TEST_F(LossOfAModel, RefusesWhatItCannotJudge) {
  std::vector<std::int64_t> wrong = labels_;
  wrong.back() = num_classes;
  test::expect_error<core::InputError>("input.shape", {"below 4"}, [&] {
    static_cast<void>(loss_curvature(model_, frames_, wrong));
  });
  model_.classifier.reset();
  test::expect_error<core::InputError>("input.model", {"classifier"}, [&] {
    static_cast<void>(loss_curvature(model_, frames_, labels_));
  });
}

// All that a plan's rig may be off by, taken together.
TEST(ExpectedLoss, IsHalfTheTraceOfCurvatureAndSpread) {
  LossCurvature curvature{.parameters = {.num_layers = 1},
                          .loss = 0.7,
                          .gradient = {0.0, 0.2, 0.0, 0.0, 0.0},
                          .hessian = core::RealBatch<double>(5, 5),
                          .light_noise = {3.0, 5.0},
                          .trace_noise = 7.0};
  PhysicalSpread spread{.mean = {0.0, 0.1, 0.0, 0.0, 0.0},
                        .covariance = core::RealBatch<double>(5, 5),
                        .light_noise = {0.01, 0.02},
                        .trace_noise = 0.03};
  curvature.hessian.row(1)[1] = 4.0;
  curvature.hessian.row(1)[2] = curvature.hessian.row(2)[1] = 1.0;
  spread.covariance.row(1)[1] = 0.5;
  spread.covariance.row(1)[2] = spread.covariance.row(2)[1] = 0.1;
  const ExpectedLoss loss = expected_loss(curvature, spread);
  EXPECT_DOUBLE_EQ(loss.nominal, 0.7);
  EXPECT_DOUBLE_EQ(loss.from_residuals, 0.2 * 0.1 + 0.5 * 4.0 * 0.01);
  EXPECT_DOUBLE_EQ(loss.from_tolerances, 0.5 * (4.0 * 0.5 + 2.0 * 0.1));
  EXPECT_DOUBLE_EQ(loss.from_noise, 0.03 + 0.1 + 0.21);
  EXPECT_DOUBLE_EQ(loss.increase(), loss.from_residuals + loss.from_tolerances + loss.from_noise);
  spread.mean.push_back(0.0);
  test::expect_error<core::InputError>(
      "input.shape", {"layers"}, [&] { static_cast<void>(expected_loss(curvature, spread)); });
}

TEST(PhysicalSpread, TakesTolerancesWhereTheyStand) {
  const RigDocument rig = [] {
    RigDocument document = test::two_stage_rig();
    document.tolerances = {.dispersion_relative_rms = 0.05,
                           .nonlinear_phase_relative_rms = 0.1,
                           .readout_skew_samples = 0.3,
                           .receiver_gain_relative_rms = 0.02,
                           .transmitter_snr_db = 30.0,
                           .receiver_snr_db = 20.0};
    return document;
  }();
  const core::Model model = test::model_to_map({1.0, 0.0}, {0.1, 0.05});
  const Plan plan = test::mapped(model, rig);
  const ModelSensitivity unused;
  const PhysicalSpread spread = physical_spread({.plan = plan, .rig = rig, .sensitivity = unused});
  const PhysicalParameters at{.num_layers = 2};
  const auto variance = [&](std::size_t i) { return spread.covariance.row(i)[i]; };
  EXPECT_DOUBLE_EQ(spread.mean[at.b(0)], plan.stages[0].b_residual);
  EXPECT_NEAR(std::sqrt(variance(at.b(0))), 0.05, 1e-3);
  EXPECT_NEAR(std::sqrt(variance(at.nonlinear_phase(1))), 0.005, 1e-9);
  EXPECT_NEAR(variance(at.delay()), 0.03, 1e-12);
  EXPECT_NEAR(variance(at.gain()), 4e-4, 1e-12);
  EXPECT_NEAR(spread.light_noise[0], 1e-3, 1e-15);
  EXPECT_NEAR(spread.trace_noise, 1e-2, 1e-15);
  const PhysicalSpread bench = physical_spread({.plan = plan,
                                                .rig = rig,
                                                .catalog = builtin_catalog(),
                                                .spread = typical_bench(),
                                                .sensitivity = unused});
  EXPECT_GT(bench.light_noise[1], 0.0);
  EXPECT_GT(bench.trace_noise, 0.0);
  EXPECT_GT(bench.covariance.row(at.nonlinear_phase(0))[at.nonlinear_phase(0)], 0.0);
}

}  // namespace
}  // namespace fiberloom::hal
