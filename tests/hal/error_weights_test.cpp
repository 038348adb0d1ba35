#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/error_weights.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/readout.hpp>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::hal {
namespace {

using Fields = core::FieldBatch<double>;

LossCurvature curvature_of_two_layers() {
  LossCurvature curvature{.parameters = {.num_layers = 2}};
  const std::size_t size = curvature.parameters.size();
  curvature.gradient.resize(size);
  curvature.hessian = core::RealBatch<double>(size, size);
  for (std::size_t i = 0; i < size; ++i) {
    curvature.hessian.row(i)[i] = 10.0 + static_cast<double>(i);
  }
  curvature.light_noise = {100.0, 200.0, 300.0};
  return curvature;
}

// 1/2 tr(H C), for one variance at a time.
TEST(ErrorWeights, AreWhatAVarianceIsExpectedToCost) {
  const LossCurvature curvature = curvature_of_two_layers();
  const PhysicalParameters& at = curvature.parameters;
  const ErrorWeights weights = loss_weights(curvature);
  EXPECT_EQ(weights.objective, MappingObjective::expected_loss);
  ASSERT_EQ(weights.layers.size(), 2U);
  const auto cost_of = [&](std::size_t parameter, std::size_t noisy_place, double noise) {
    PhysicalSpread spread{.mean = std::vector<double>(at.size()),
                          .covariance = core::RealBatch<double>(at.size(), at.size()),
                          .light_noise = std::vector<double>(3)};
    spread.covariance.row(parameter)[parameter] = noise == 0.0 ? 0.25 : 0.0;
    spread.light_noise[noisy_place] = noise;
    return expected_loss(curvature, spread).increase();
  };
  for (std::size_t m = 0; m < 2; ++m) {
    EXPECT_DOUBLE_EQ(0.25 * weights.layers[m].b, cost_of(at.b(m), 0, 0.0));
    EXPECT_DOUBLE_EQ(0.25 * weights.layers[m].phase, cost_of(at.nonlinear_phase(m), 0, 0.0));
    EXPECT_DOUBLE_EQ(0.25 * weights.layers[m].light_noise, cost_of(0, m + 1, 0.25));
  }
}

// Physics, section 9: half a band of 0.135 db^2, and 2 dGamma^2.
TEST(ErrorWeights, WithoutDataAllLayersAreAlike) {
  const ErrorWeights weights = nmse_weights(3);
  EXPECT_EQ(weights.objective, MappingObjective::expected_nmse);
  ASSERT_EQ(weights.layers.size(), 3U);
  for (const LayerWeights& layer : weights.layers) {
    EXPECT_NEAR(layer.b, 0.135, 5e-4);
    EXPECT_EQ(layer.phase, 2.0);
    EXPECT_EQ(layer.light_noise, 1.0);
  }
}

class WeightsOfAModel : public ::testing::Test {
 protected:
  WeightsOfAModel() {
    model_.frame = {.samples = 32, .oversampling = 2};
    model_.readout = {.detect = core::Detection::intensity, .pool = 4};
    model_.layers = test::lossless({0.8, -0.5, 1.1}, {0.4, 0.7, 0.3});
    core::LinearClassifier classifier = core::zero_classifier(3, 16);
    for (double& weight : classifier.weight.values()) {
      weight = random_.normal();
    }
    model_.classifier = classifier;
    for (std::size_t i = 0; i < frames_.batch(); ++i) {
      const test::Row row = test::band_limited_row(64, 0.5, random_);
      std::ranges::transform(row, frames_.row(i).begin(),
                             [](const auto& value) { return std::sqrt(2.0) * value.real(); });
      labels_.push_back(static_cast<std::int64_t>(i % 3));
    }
  }

  [[nodiscard]] ErrorWeights weights(const Gauges& gauges, const Fields& frames) const {
    return loss_weights(loss_curvature(buildable_model(model_, gauges), frames, labels_));
  }

  void expect_same(const ErrorWeights& a, const ErrorWeights& b) const {
    for (std::size_t m = 0; m < 3; ++m) {
      EXPECT_NEAR(a.layers[m].b, b.layers[m].b, 1e-9 * a.layers[m].b) << m;
      EXPECT_NEAR(a.layers[m].phase, b.layers[m].phase, 1e-9 * a.layers[0].phase) << m;
      EXPECT_NEAR(a.layers[m].light_noise, b.layers[m].light_noise, 1e-9 * a.layers[m].light_noise)
          << m;
    }
  }

  test::Random random_{31};
  core::Model model_{};
  Fields frames_ = Fields(12, 64);
  std::vector<std::int64_t> labels_{};
};

TEST_F(WeightsOfAModel, AreTheSameInEveryGauge) {
  const ErrorWeights plain = weights({}, frames_);
  expect_same(plain, weights({.conjugated = true}, frames_));
  expect_same(plain, weights({.last_phase_left_out = true}, frames_));
  Fields dispersed = frames_;
  for (std::size_t i = 0; i < frames_.batch(); ++i) {
    const test::Row row(frames_.row(i).begin(), frames_.row(i).end());
    const test::Row sent = test::propagated(
        row, test::lossless({model_.layers.beta2.front()}, {0.0}), std::nullopt, 2.0);
    std::ranges::copy(sent, dispersed.row(i).begin());
  }
  expect_same(plain, weights({.dispersion_in_waveform = true}, dispersed));
}

TEST_F(WeightsOfAModel, AClassifierThatNeverChangesItsMindTellsNothing) {
  model_.classifier = core::zero_classifier(3, 16);
  test::expect_error<core::InputError>("input.model", {"classifier"},
                                       [&] { static_cast<void>(weights({}, frames_)); });
}

}  // namespace
}  // namespace fiberloom::hal
