#include <fiberloom/hal/model_sensitivity.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

double decibels(double ratio) { return 10.0 * std::log10(ratio); }

// Complex Gaussian light on half of the band of a grid with one point a sample.
core::FieldBatch<double> half_band_frames(std::size_t frames, std::size_t samples) {
  test::Random random(52);
  core::FieldBatch<double> batch(frames, samples);
  for (std::size_t i = 0; i < frames; ++i) {
    const test::Row row = test::band_limited_row(samples, 0.5, random);
    std::copy(row.begin(), row.end(), batch.row(i).begin());
  }
  return batch;
}

core::Model model_of(std::vector<double> b, std::vector<double> nonlinear_phase) {
  core::Model model = test::model_to_map(std::move(b), std::move(nonlinear_phase));
  model.frame = {.samples = 256};
  return model;
}

ModelSensitivity sensitivity_of(std::vector<double> b, std::vector<double> nonlinear_phase,
                                const RigOptics& optics = {}) {
  return sensitivities(model_of(std::move(b), std::move(nonlinear_phase)),
                       half_band_frames(24, 256), optics);
}

constexpr double half_band = std::numbers::pi / 2.0;  // edge, rad per sample
const double mean_square_frequency = half_band * half_band / 3.0;

// Physics of mapping, section 9.
TEST(ModelSensitivity, OfOneLayerIsThatOfTheClosedForms) {
  const ModelSensitivity light = sensitivity_of({0.4}, {0.05});
  const StageSensitivity& stage = light.stages[0];
  // b^2/4 var(w^2), 2 Gamma^2, and half of the relative change of the intensity for the light level.
  const double dispersion = std::pow(half_band, 4.0) * (1.0 / 5.0 - 1.0 / 9.0) / 4.0;
  EXPECT_NEAR(decibels(stage.dispersion.power.field / dispersion), 0.0, 0.5);
  EXPECT_NEAR(decibels(stage.nonlinear_phase.power.field / 2.0), 0.0, 1.0);
  // A phase of b3 W^3/6: the mean square of an odd power, less what a delay would explain for a frame (nothing here).
  const double third_order = std::pow(half_band, 6.0) / 7.0 / 36.0;
  EXPECT_NEAR(decibels(stage.third_order.power.field / third_order), 0.0, 0.5);
  EXPECT_NEAR(decibels(light.transmitter.clock_jitter.field / mean_square_frequency), 0.0, 0.5);
  // Gaussian light: the trace's slope has 2 <w^2> of the squared mean, which is half of its mean square.
  EXPECT_NEAR(decibels(light.receiver.delay.power.trace / mean_square_frequency), 0.0, 1.0);
  EXPECT_NEAR(decibels(light.receiver.mean_square / 2.0), 0.0, 0.5);
  // One channel late: half of the light, the other half unchanged; a common delay is an error too.
  EXPECT_NEAR(
      decibels(light.transmitter.quadrature_delay.power.field / (0.5 * mean_square_frequency)), 0.0,
      0.5);
}

TEST(ModelSensitivity, RipplesAndIntensityNoiseCostTheirMeanSquare) {
  const ModelSensitivity light =
      sensitivity_of({0.4}, {0.01}, {.ripple_period = 0.06});  // cycles a sample
  EXPECT_NEAR(decibels(light.stages[0].ripple.field / 0.5), 0.0, 0.3);
  EXPECT_NEAR(decibels(light.transmitter.intensity_noise.field), 0.0, 0.3);
  EXPECT_NEAR(decibels(light.transmitter.imbalance.power.field), 0.0, 0.3);
  EXPECT_NEAR(decibels(light.transmitter.sample_noise.field), 0.0, 0.3);
  // A walk with 1 rad^2 a sample, closed over 256 of them: a twelfth of its length about its mean.
  EXPECT_NEAR(decibels(light.transmitter.phase_noise.field / (256.0 / 12.0)), 0.0, 1.0);
}

// 1 + 2 kappa Gamma^2 with kappa = 2: 1.3, 3.1 and 7.0 dB. Gaussian light whose peaks count so much needs many samples.
TEST(ModelSensitivity, NoiseGrowsInANonlinearElement) {
  for (const double phase : {0.3, 0.5, 1.0}) {
    const ModelSensitivity light = sensitivity_of({0.0}, {phase});
    const double gain = 1.0 + 4.0 * phase * phase;
    EXPECT_NEAR(decibels(light.stages[0].noise.field / gain), 0.0, 0.5) << phase;
    EXPECT_NEAR(decibels(light.transmitter.sample_noise.field / gain), 0.0, 0.5) << phase;
  }
}

// The product of the layers' gains.
TEST(ModelSensitivity, NoiseGrowsThroughACascade) {
  for (const double phase : {0.3, 0.5}) {
    const ModelSensitivity light = sensitivity_of({1.0, 1.0, 1.0}, {phase, phase, phase});
    const double gain = 1.0 + 4.0 * phase * phase;
    EXPECT_NEAR(decibels(light.stages[0].noise.field / std::pow(gain, 3.0)), 0.0, 1.0) << phase;
    EXPECT_NEAR(decibels(light.stages[1].noise.field / std::pow(gain, 2.0)), 0.0, 1.0) << phase;
    EXPECT_NEAR(decibels(light.stages[2].noise.field / gain), 0.0, 1.0) << phase;
  }
}

// Residual dispersion inside an element of 1 rad, half band: a table of simulations that are not this program's.
TEST(ModelSensitivity, DispersionInsideTheElementFollowsItsTable) {
  const ModelSensitivity light = sensitivity_of({0.0}, {1.0});
  const double per_unit = light.stages[0].spool_dispersion.power.field;
  EXPECT_NEAR(decibels(1e-6 * per_unit), -57.0, 1.0);
  EXPECT_NEAR(decibels(1e-4 * per_unit), -37.0, 1.0);
}

TEST(ModelSensitivity, OneLayerLeavesNoBandThatItsGridWouldFold) {
  EXPECT_LT(sensitivity_of({2.0}, {0.0}, {.glass_points = 2}).aliasing.power.field, 1e-25);
  EXPECT_GT(sensitivity_of({2.0, 2.0}, {0.5, 0.5}, {.glass_points = 2}).aliasing.power.field, 1e-3);
}

TEST(ModelSensitivity, LargeErrorsAreFoundSmallerThanTheyGrow) {
  const ModelSensitivity light = sensitivity_of({1.0, -1.0}, {0.5, 0.5});
  ASSERT_GE(light.saturation.size(), 3U);
  EXPECT_NEAR(
      decibels(light.saturation.front().found.field / light.saturation.front().linear.field), 0.0,
      1.0);
  for (const Saturation& tried : light.saturation) {
    EXPECT_LT(tried.found.field, 1.0);
    EXPECT_LT(tried.found.trace, 1.0);
  }
  EXPECT_GT(light.saturation.back().found.field, 0.8);
}

TEST(ModelSensitivity, RefusesWhatIsNotBuildable) {
  core::Model lossy = model_of({1.0}, {0.1});
  lossy.layers.alpha[0] = 0.1;
  test::expect_error<core::InputError>("input.model", {"buildable_model"}, [&] {
    static_cast<void>(sensitivities(lossy, half_band_frames(1, 256), {}));
  });
  test::expect_error<core::InputError>("input.shape", {"dark"}, [&] {
    static_cast<void>(sensitivities(model_of({1.0}, {0.1}), core::FieldBatch<double>(1, 256), {}));
  });
  test::expect_error<core::InputError>("input.shape", {"64", "256"}, [&] {
    static_cast<void>(sensitivities(model_of({1.0}, {0.1}), half_band_frames(1, 64), {}));
  });
}

}  // namespace
}  // namespace fiberloom::hal
