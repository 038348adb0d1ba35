// The figures that decide whether a model can be light at all, against measured ones of an independent program
// (three layers, 256 samples; seeds differ, so that 1 dB is what agreement can mean) and against errors really made.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/aliasing_fidelity.hpp>
#include <fiberloom/core/gaussian_light.hpp>
#include <fiberloom/core/layer_probe.hpp>
#include <fiberloom/core/noise_gain.hpp>
#include <fiberloom/core/parameter_tolerance.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom {
namespace {

using core::AliasingFidelity;
using core::FieldBatch;
using core::LightStatistics;
using core::Model;
using core::ParameterSensitivity;
using std::numbers::pi;
using test::Complex;
using test::Row;
using Parameter = ParameterSensitivity::Parameter;

double decibels(double power) { return 10.0 * std::log10(power); }

Model model_of(std::size_t num_layers, double nonlinear_phase) {
  const std::vector<double> b{1.0, -0.6, 0.8};
  Model model;
  model.frame.samples = 256;
  model.layers = core::zero_layers(num_layers);
  for (std::size_t m = 0; m < num_layers; ++m) {
    model.layers.beta2[m] = b[m % 3];
    model.layers.gamma[m] = nonlinear_phase;
  }
  return model;
}

class ModelCheck : public testing::Test {
 protected:
  core::WorkerPool workers{2};

  AliasingFidelity fidelity(double nonlinear_phase, const FieldBatch<double>& light,
                            bool filtered) {
    const auto filter = filtered ? std::optional(core::LowPass{}) : std::nullopt;
    AliasingFidelity found =
        core::aliasing_fidelity(model_of(3, nonlinear_phase), light, filter, workers);
    EXPECT_TRUE(found.stands_still);
    return found;
  }

  // Raw on the model's own grid; filtered on that and, as far as given, on grids twice and four times as fine.
  void expect_levels(double nonlinear_phase, const FieldBatch<double>& light, double raw_db,
                     const std::vector<double>& filtered_db) {
    EXPECT_NEAR(decibels(fidelity(nonlinear_phase, light, false).nmse[0]), raw_db, 1.0);
    const std::vector<double> filtered = fidelity(nonlinear_phase, light, true).nmse;
    for (std::size_t i = 0; i < filtered_db.size(); ++i) {
      EXPECT_NEAR(decibels(filtered[i]), filtered_db[i], 1.0) << i;
    }
  }

  double noise_gain_db(std::size_t num_layers, double nonlinear_phase, double band) {
    const Model model = model_of(num_layers, nonlinear_phase);
    const FieldBatch<double> light =
        core::gaussian_light(model.frame, {.fields = 40, .band = band, .seed = 41});
    const core::ProbeOptions options{.noises = 4, .growth_fields = 0, .seed = 42};
    return decibels(core::probe_cascade(model, light, options, workers).total.noise.mean);
  }
};

FieldBatch<double> gaussian(double band) {
  return core::gaussian_light({.samples = 256}, {.fields = 100, .band = band, .seed = 43});
}

// A real series moved up until it is nowhere negative, at unit mean power.
FieldBatch<double> smooth_positive(double band) {
  FieldBatch<double> fields = gaussian(band);
  for (std::size_t i = 0; i < fields.batch(); ++i) {
    double lowest = 0.0;
    for (const Complex& value : fields.row(i)) {
      lowest = std::min(lowest, value.real());
    }
    double power = 0.0;
    for (Complex& value : fields.row(i)) {
      value = value.real() - lowest;
      power += std::norm(value) / 256.0;
    }
    for (Complex& value : fields.row(i)) {
      value /= std::sqrt(power);
    }
  }
  return fields;
}

// Fidelities of finer grids that a few bright records decide are left out: they differ by more than 1 dB from one
// hundred records to the next.
TEST_F(ModelCheck, AliasingOfGaussianLightIsAsMeasured) {
  expect_levels(0.3, gaussian(0.25), -9.3, {-15.9, -43.0});
  expect_levels(1.0, gaussian(0.25), -0.3, {-2.8, -16.6, -44.8});
  expect_levels(1.0, gaussian(0.125), -0.5, {-3.7});
}

TEST_F(ModelCheck, AliasingOfSmoothPositiveSeriesIsAsMeasured) {
  expect_levels(0.3, smooth_positive(0.125), -41.0, {});
  expect_levels(1.0, smooth_positive(0.25), -1.9, {-6.5, -20.6});
  expect_levels(1.0, smooth_positive(0.125), -5.1, {-10.8, -24.8});
}

TEST_F(ModelCheck, OneLayerIsExactOnItsSamples) {
  const AliasingFidelity found =
      core::aliasing_fidelity(model_of(1, 1.0), gaussian(0.25), std::nullopt, workers);
  EXPECT_LT(found.nmse[0], 1e-28);
}

TEST_F(ModelCheck, AliasingSeesNeitherLossNorOneFactor) {
  Model lossy = model_of(3, 0.3);
  const FieldBatch<double> light = gaussian(0.25);
  const double lossless = core::aliasing_fidelity(lossy, light, std::nullopt, workers).nmse[0];
  lossy.layers.alpha = {0.7, 0.0, 0.0};
  for (double& gamma : lossy.layers.gamma) {
    gamma *= std::exp(0.7);
  }
  const double found = core::aliasing_fidelity(lossy, light, std::nullopt, workers).nmse[0];
  EXPECT_NEAR(found, lossless, 1e-12);
}

TEST_F(ModelCheck, AliasingRefusesTwoFiltersAndOtherGrids) {
  Model model = model_of(3, 0.3);
  const FieldBatch<double> light = gaussian(0.25);
  model.low_pass = core::LowPass{};
  test::expect_error<core::InputError>("input.low_pass", {"of its own"}, [&] {
    (void)core::aliasing_fidelity(model, light, core::LowPass{}, workers);
  });
  model.frame.samples = 100;
  test::expect_error<core::InputError>("input.shape", {"100 points", "256"}, [&] {
    (void)core::aliasing_fidelity(model, light, std::nullopt, workers);
  });
}

TEST_F(ModelCheck, NoiseGainIsAsMeasured) {
  for (const double band : {0.25, 0.5}) {
    EXPECT_NEAR(noise_gain_db(1, 0.3, band), 1.3, 0.2);
    EXPECT_NEAR(noise_gain_db(1, 0.5, band), 3.1, 0.2);
    EXPECT_NEAR(noise_gain_db(1, 1.0, band), 7.0, 0.2);
  }
  EXPECT_NEAR(noise_gain_db(3, 0.3, 0.5), 5.1, 1.0);
  EXPECT_NEAR(noise_gain_db(3, 0.5, 0.5), 9.9, 1.0);
  EXPECT_NEAR(noise_gain_db(3, 1.0, 0.5), 21.8, 1.0);
  EXPECT_NEAR(noise_gain_db(6, 0.3, 0.5), 10.0, 1.0);
  EXPECT_NEAR(noise_gain_db(6, 0.5, 0.5), 21.6, 1.0);
  EXPECT_NEAR(noise_gain_db(6, 1.0, 0.5), 48.6, 1.0);
}

TEST(KerrNoiseGain, IsTheClosedFormForGaussianAndConstantLight) {
  EXPECT_NEAR(decibels(core::kerr_noise_gain(1.0, 2.0)), 7.0, 0.05);
  EXPECT_NEAR(decibels(core::kerr_noise_gain(0.3, 2.0)), 1.3, 0.05);
  EXPECT_DOUBLE_EQ(core::kerr_noise_gain(0.5, 1.0), 1.5);
}

// Light that comes through a cascade with small noise really added to it, not by its derivative.
TEST_F(ModelCheck, NoiseGainIsThatOfSmallNoiseAddedToTheLight) {
  const Model model = model_of(3, 0.5);
  const FieldBatch<double> light = core::gaussian_light(model.frame, {.fields = 40, .band = 0.5});
  test::Random random(44);
  double before = 0.0;
  double after = 0.0;
  for (std::size_t i = 0; i < light.batch(); ++i) {
    const Row clean(light.row(i).begin(), light.row(i).end());
    Row noisy = clean;
    for (Complex& value : noisy) {
      const Complex noise = 1e-5 * random.complex_normal();
      before += std::norm(noise);
      value += noise;
    }
    const Row wanted = test::propagated(clean, model.layers);
    const Row found = test::propagated(noisy, model.layers);
    for (std::size_t j = 0; j < found.size(); ++j) {
      after += std::norm(found[j] - wanted[j]);
    }
  }
  const double derived =
      core::probe_cascade(model, light, {.growth_fields = 0, .seed = 45}, workers).total.noise.mean;
  EXPECT_NEAR(decibels(after / before), decibels(derived), 0.5);
}

// Mean error of the output once the numbers of one layer are off.
double made_error(const core::LayerParameters& right, const core::LayerParameters& wrong,
                  const FieldBatch<double>& light) {
  double sum = 0.0;
  for (std::size_t i = 0; i < light.batch(); ++i) {
    const Row row(light.row(i).begin(), light.row(i).end());
    sum += test::nmse_after_best_gain(test::propagated(row, right), test::propagated(row, wrong));
  }
  return sum / static_cast<double>(light.batch());
}

TEST(Tolerances, OfTheClosedFormsAreThoseOfTheErrorBudget) {
  constexpr double target = 1e-3;  // -30 dB
  const auto of_band = [](double highest) {
    return core::dispersion_sensitivity(core::variance_of_square_frequency_of_flat_band(highest));
  };
  EXPECT_NEAR(of_band(pi), 2.16, 0.01);
  EXPECT_NEAR(of_band(pi / 2.0), 0.135, 0.0005);
  EXPECT_NEAR(core::tolerance(of_band(pi), target), 0.021, 0.0006);
  EXPECT_NEAR(core::tolerance(of_band(pi / 2.0), target), 0.086, 0.0005);
  const LightStatistics circular{.mean_power = 1.0, .second_moment = 2.0, .third_moment = 6.0};
  EXPECT_DOUBLE_EQ(core::nonlinear_phase_sensitivity(circular), 2.0);
  const double phase = core::tolerance(core::nonlinear_phase_sensitivity(circular), target);
  EXPECT_NEAR(phase, 0.022, 0.0005);
  EXPECT_NEAR(decibels(1.0 + phase), 0.10, 0.005);  // of launch power, for Gamma = 1
  EXPECT_NEAR(core::tolerance(pi * pi / 3.0, target), 0.017, 0.0006);
  EXPECT_NEAR(core::tolerance(pi * pi / 12.0, target), 0.035, 0.0005);
  EXPECT_TRUE(std::isinf(core::tolerance(0.0, target)));
}

TEST_F(ModelCheck, SensitivitiesOfOneStepAreTheClosedForms) {
  for (const double highest : {pi / 2.0, pi}) {
    const FieldBatch<double> light = core::gaussian_light(
        {.samples = 256}, {.fields = 400, .band = highest / (2.0 * pi), .seed = 46});
    const auto found = core::parameter_sensitivities(model_of(1, 1e-9), light, workers);
    ASSERT_EQ(found.size(), 3U);
    const double closed[] = {
        core::dispersion_sensitivity(core::variance_of_square_frequency_of_flat_band(highest)), 2.0,
        highest * highest / 3.0};
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(decibels(found[i].closed_form / closed[i]), 0.0, 0.3) << i;
      EXPECT_NEAR(decibels(found[i].derived / closed[i]), 0.0, 0.3) << i;
    }
  }
}

TEST_F(ModelCheck, DerivedSensitivitiesAreThoseOfErrorsReallyMade) {
  const Model model = model_of(3, 0.5);
  const FieldBatch<double> light = core::gaussian_light(model.frame, {.fields = 6, .seed = 47});
  for (const ParameterSensitivity& each : core::parameter_sensitivities(model, light, workers)) {
    if (each.parameter == Parameter::timing_skew) {
      continue;
    }
    core::LayerParameters wrong = model.layers;
    const bool is_dispersion = each.parameter == Parameter::dispersion;
    constexpr double error = 1e-4;
    (is_dispersion ? wrong.beta2 : wrong.gamma)[each.layer] += error;
    const double made = made_error(model.layers, wrong, light) / (error * error);
    EXPECT_NEAR(decibels(made / each.derived), 0.0, 0.02) << is_dispersion << each.layer;
  }
}

TEST_F(ModelCheck, TimingSkewIsThatOfASkewReallyMade) {
  const Model model = model_of(2, 0.5);
  const FieldBatch<double> light = core::gaussian_light(model.frame, {.fields = 4, .seed = 48});
  const double derived = core::parameter_sensitivities(model, light, workers).back().derived;
  constexpr double skew = 1e-4;
  double made = 0.0;
  for (std::size_t i = 0; i < light.batch(); ++i) {
    const Row output =
        test::propagated(Row(light.row(i).begin(), light.row(i).end()), model.layers);
    Row late = test::fourier_sum(output, -1.0);
    const std::vector<double> w = model.frame.grid().angular_frequencies();
    for (std::size_t bin = 0; bin < w.size(); ++bin) {
      late[bin] *= std::polar(1.0 / 256.0, -w[bin] * skew);
    }
    made += test::nmse_after_best_gain(output, test::fourier_sum(late, 1.0)) / 4.0;
  }
  EXPECT_NEAR(decibels(made / (skew * skew * derived)), 0.0, 0.02);
}

}  // namespace
}  // namespace fiberloom
