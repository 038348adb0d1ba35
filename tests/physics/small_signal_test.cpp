// The linearised cascade against the exact derivative of the propagator, and noise gains against closed forms.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/layer_probe.hpp>
#include <fiberloom/core/noise_gain.hpp>
#include <fiberloom/core/small_signal.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom {
namespace {

using core::LayerParameters;
using core::Model;
using core::SidebandResponse;
using test::Complex;
using test::Random;
using test::Row;

Model model_of(LayerParameters layers, std::size_t samples, std::size_t oversampling = 1) {
  Model model;
  model.frame.samples = samples;
  model.frame.oversampling = oversampling;
  model.layers = std::move(layers);
  return model;
}

core::RealBatch<double> numbers(std::size_t layers, std::initializer_list<double> values) {
  core::RealBatch<double> batch(layers, values.size() / layers);
  std::copy(values.begin(), values.end(), batch.values().begin());
  return batch;
}

// Every kind of operator at once, the potential constant in time.
Model full_model(Random& random) {
  LayerParameters layers = test::random_layers(2, random);
  layers.others["beta3"] = numbers(2, {0.4, -0.3});
  layers.others["diffusion"] = numbers(2, {0.2, 0.1});
  layers.others["two_photon_absorption"] = numbers(2, {0.2, 0.3});
  layers.others["saturable_gain"] = numbers(2, {0.5, 0.7, -0.4, 0.2});
  Model model = model_of(std::move(layers), 16, 2);
  model.equation = core::Equation::gpe;
  model.layers.potential = core::RealBatch<double>(2, 16);
  std::ranges::fill(model.layers.potential.row(0), 0.9);
  std::ranges::fill(model.layers.potential.row(1), -0.4);
  model.low_pass = core::LowPass{.cutoff = 0.6, .order = 2};
  return model;
}

TEST(SmallSignal, IsTheDerivativeOfThePropagatorAroundConstantLight) {
  Random random(821);
  const Model model = full_model(random);
  const Complex carrier = std::polar(1.1, 0.6);
  const core::SmallSignal small(model, carrier);
  const core::TimeGrid grid = model.frame.grid();
  LayerParameters layers = model.layers;
  layers.potential = core::RealBatch<double>(2, grid.size());
  std::ranges::fill(layers.potential.row(0), 0.9);
  std::ranges::fill(layers.potential.row(1), -0.4);
  const core::Propagator<double> propagator(grid, layers, model.low_pass);
  auto tape = propagator.make_tape();
  Row light(grid.size(), carrier);
  propagator.forward(light, tape);
  // The constant light ends where the receiver's filter, 1 at w = 0, leaves it.
  EXPECT_LT(std::abs(light[3] - small.carrier_behind(2)), 1e-13);

  const std::vector<double> frequencies = grid.angular_frequencies();
  for (const std::size_t k : {0U, 1U, 3U, 9U, 31U}) {
    const Complex strength = random.complex_normal();
    Row tangent(grid.size());
    for (std::size_t j = 0; j < tangent.size(); ++j) {
      tangent[j] =
          strength * std::polar(1.0, frequencies[k] * grid.step() * static_cast<double>(j));
    }
    propagator.jvp(tape, tangent, core::zeros_like(layers));
    // dE(w) -> direct(w) dE(w) at w, and conjugate(-w) conj(dE(w)) at -w.
    const Complex here = small.total(frequencies[k]).direct * strength;
    const Complex mirror = small.total(-frequencies[k]).conjugate * std::conj(strength);
    for (std::size_t j = 0; j < tangent.size(); ++j) {
      const Complex wave = std::polar(1.0, frequencies[k] * grid.step() * static_cast<double>(j));
      EXPECT_LT(std::abs(tangent[j] - here * wave - mirror * std::conj(wave)), 1e-12) << k;
    }
  }
}

TEST(SmallSignal, WithoutLightTheKerrEffectDoesNothing) {
  LayerParameters layers = test::lossless({1.2, -0.7}, {0.9, 0.8});
  layers.alpha = {0.2, -0.1};
  const core::SmallSignal small(model_of(layers, 16), 0.0);
  for (const double w : {0.0, 0.4, -2.0}) {
    const SidebandResponse first = small.layer(0, w);
    EXPECT_LT(std::abs(first.direct - std::exp(Complex(-0.1, 0.6 * w * w))), 1e-14);
    EXPECT_EQ(first.conjugate, Complex{});
    EXPECT_LT(std::abs(small.total(w).direct - std::exp(Complex(-0.05, 0.25 * w * w))), 1e-14);
  }
}

// ---- noise gain

core::NoiseGain linear_noise_gain(const Model& model) {
  const core::SmallSignal small(model, 0.0);
  return core::noise_gain(model.frame, [&](double w) { return small.total(w); });
}

TEST(NoiseGain, OfALosslessLinearCascadeIsOne) {
  const core::NoiseGain gain =
      linear_noise_gain(model_of(test::lossless({1.2, -0.7}, {0.0, 0.0}), 33));
  EXPECT_NEAR(gain.mean, 1.0, 1e-14);
  EXPECT_NEAR(gain.largest, 1.0, 1e-7);
}

TEST(NoiseGain, OfAttenuationIsThatOfPower) {
  LayerParameters layers = core::zero_layers(2);
  layers.alpha = {0.5, -0.2};
  const core::NoiseGain gain = linear_noise_gain(model_of(layers, 32));
  EXPECT_NEAR(gain.mean, std::exp(-0.3), 1e-14);
  EXPECT_NEAR(gain.largest, std::exp(-0.3), 1e-7);
}

TEST(NoiseGain, OfDiffusionIsTheMeanOfItsTransfer) {
  LayerParameters layers = core::zero_layers(1);
  layers.others["diffusion"] = numbers(1, {0.4});
  const core::NoiseGain gain = linear_noise_gain(model_of(layers, 400));
  // Integral of exp(-0.4 w^2) over -pi ... pi.
  const double expected = std::sqrt(std::numbers::pi / 0.4) *
                          std::erf(std::sqrt(0.4) * std::numbers::pi) / (2.0 * std::numbers::pi);
  EXPECT_NEAR(gain.mean, expected, 1e-4);
  EXPECT_NEAR(gain.largest, 1.0, 1e-7);
}

TEST(NoiseGain, OfAKerrStepUnderConstantLightIsOneAndTwoSquaresOfItsPhase) {
  // [[1, 0], [2 G, 1]] on amplitude and phase: mean (1 + 1 + 4 G^2)/2, largest singular value G + sqrt(1 + G^2).
  for (const double phase : {0.3, 1.0}) {
    const core::SmallSignal small(model_of(test::lossless({0.0}, {phase}), 16), 1.0);
    const core::NoiseGain gain =
        core::noise_gain({.samples = 16}, [&](double w) { return small.total(w); });
    EXPECT_NEAR(gain.mean, 1.0 + 2.0 * phase * phase, 1e-13);
    EXPECT_NEAR(gain.largest, std::pow(phase + std::sqrt(1.0 + phase * phase), 2), 1e-12);
  }
}

// ---- probes with light

constexpr std::uint64_t probe_seed = 17;

core::CascadeProbe probe(const Model& model, std::size_t fields = 24) {
  core::WorkerPool workers(1);
  return core::probe_cascade(model, {.fields = fields, .seed = probe_seed}, workers);
}

TEST(LayerProbe, ALayerThatDoesNothingIsTheIdentity) {
  const core::CascadeProbe found = probe(model_of(core::zero_layers(1), 16, 2));
  EXPECT_LT(found.total.distance.change, 1e-14);
  EXPECT_LT(found.total.distance.change_of_shape, 1e-7);
  EXPECT_NEAR(found.total.noise.mean, 1.0, 1e-13);
  EXPECT_NEAR(found.total.power_gain, 1.0, 1e-13);
}

TEST(LayerProbe, GainAndConstantPhaseAreNoChangeOfShape) {
  LayerParameters layers = core::zero_layers(2);
  layers.alpha = {0.5, 0.3};
  Model model = model_of(layers, 16);
  model.equation = core::Equation::gpe;
  model.layers.potential = core::RealBatch<double>(2, 16);
  std::ranges::fill(model.layers.potential.row(1), 0.7);
  const core::CascadeProbe found = probe(model);
  EXPECT_NEAR(found.layers[0].distance.change, 1.0 - std::exp(-0.25), 1e-13);
  EXPECT_NEAR(found.total.distance.change, std::abs(std::polar(std::exp(-0.4), -0.7) - 1.0), 1e-13);
  EXPECT_LT(found.total.distance.change_of_shape, 1e-7);
  EXPECT_NEAR(found.layers[0].noise.mean, std::exp(-0.5), 1e-13);
  EXPECT_NEAR(found.layers[0].noise.largest, std::exp(-0.5), 1e-13);
  EXPECT_NEAR(found.total.power_gain, std::exp(-0.8), 1e-13);
}

TEST(LayerProbe, DispersionChangesAsItsPhasesSay) {
  // White light on N bins: |f(E) - E|^2 / |E|^2 is on average the mean of |exp(i b w^2/2) - 1|^2, and the overlap that
  // of exp(i b w^2/2).
  const double b = 0.3;
  const std::size_t samples = 64;
  const core::CascadeProbe found = probe(model_of(test::lossless({b}, {0.0}), samples), 400);
  double change = 0.0;
  Complex overlap{};
  for (const double w : core::TimeGrid(samples, 1.0).angular_frequencies()) {
    const Complex turn = std::polar(1.0, 0.5 * b * w * w);
    change += std::norm(turn - 1.0) / static_cast<double>(samples);
    overlap += turn / static_cast<double>(samples);
  }
  // 400 fields of 64 bins: relative errors below 1/sqrt(25600) = 0.6 %, four of them allowed.
  EXPECT_NEAR(found.total.distance.change, std::sqrt(change), 0.025 * std::sqrt(change))
      << "seed " << probe_seed;
  const double shape = std::sqrt(1.0 - std::norm(overlap));
  EXPECT_NEAR(found.total.distance.change_of_shape, shape, 0.025 * shape) << "seed " << probe_seed;
  EXPECT_NEAR(found.total.noise.mean, 1.0, 1e-12);
}

TEST(LayerProbe, KerrNoiseGainOfGaussianLight) {
  // 1 + 2 kappa G^2 with kappa = <|u|^4>/<|u|^2>^2: 2 for circular Gaussian light, 2 - 2/(N + 1) when each record is
  // scaled to unit power.
  const double phase = 0.5;
  const std::size_t samples = 64;
  const core::CascadeProbe found = probe(model_of(test::lossless({0.0}, {phase}), samples), 400);
  const double kappa = 2.0 - 2.0 / (static_cast<double>(samples) + 1.0);
  const double expected = 1.0 + 2.0 * kappa * phase * phase;
  EXPECT_NEAR(found.total.noise.mean, expected, 0.02 * expected) << "seed " << probe_seed;
}

TEST(LayerProbe, LayersMeetTheLightThatReachesThem) {
  // Two Kerr layers with gain between them: in the second the phase is exp(gain) times that of the first.
  LayerParameters layers = test::lossless({0.0, 0.0}, {0.2, 0.2});
  layers.alpha = {0.0, -1.0};
  const core::CascadeProbe found = probe(model_of(layers, 32));
  const double first = found.layers[0].noise.mean - 1.0;
  // Loss e^(+1) in power scales the second layer's own gain as well.
  const double second = found.layers[1].noise.mean / std::exp(1.0) - 1.0;
  EXPECT_NEAR(second / first, std::exp(2.0), 0.3 * std::exp(2.0)) << "seed " << probe_seed;
}

TEST(LayerProbe, TheLargestGrowthOfAKerrStepBelongsToTheBrightestInstant) {
  const double phase = 0.3;
  const core::CascadeProbe found = probe(model_of(test::lossless({0.0}, {phase}), 16));
  // Some instant of a Gaussian record is brighter than average, none brighter than all 16 samples in one.
  const auto growth = [&](double power) {
    return std::pow(phase * power + std::sqrt(1.0 + phase * phase * power * power), 2);
  };
  EXPECT_GT(found.total.noise.largest, growth(1.0));
  EXPECT_LT(found.total.noise.largest, growth(16.0));
}

TEST(LayerProbe, DoesNotDependOnTheNumberOfThreads) {
  Random random(823);
  const Model model = full_model(random);
  core::WorkerPool one(1);
  core::WorkerPool three(3);
  const core::CascadeProbe a = core::probe_cascade(model, {.seed = probe_seed}, one);
  const core::CascadeProbe b = core::probe_cascade(model, {.seed = probe_seed}, three);
  ASSERT_EQ(a.layers.size(), b.layers.size());
  EXPECT_EQ(a.total.noise.mean, b.total.noise.mean);
  EXPECT_EQ(a.total.noise.largest, b.total.noise.largest);
  EXPECT_EQ(a.layers[1].distance.change, b.layers[1].distance.change);
}

TEST(LayerProbe, LightThatIsLostIsAnError) {
  LayerParameters layers = core::zero_layers(1);
  layers.others["two_photon_absorption"] = numbers(1, {-5.0});
  test::expect_error<core::NumericalError>("numerical.diverged", {"loses the light"},
                                           [&] { (void)probe(model_of(layers, 16)); });
}

}  // namespace
}  // namespace fiberloom
