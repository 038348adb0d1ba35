// Facts of physics.md that the toolkit's advice rests on: noise gain of Kerr layers, tolerances, aliasing.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/layer_parameters.hpp>
#include <numbers>

#include "rows.hpp"

namespace fiberloom {
namespace {

using core::LayerParameters;
using test::Complex;
using test::nmse_after_best_gain;
using test::propagated;
using test::Random;
using test::Row;

double decibels(double ratio) { return 10.0 * std::log10(ratio); }

// Energy that a layer gives to a small random disturbance, relative to what it had.
double disturbance_gain(const Row& input, double nonlinear_phase, Random& random) {
  const core::Propagator<double> layer(core::TimeGrid(input.size(), 1.0),
                                       test::lossless({0.5}, {nonlinear_phase}));
  auto tape = layer.make_tape();
  Row row = input;
  layer.forward(row, tape);
  Row disturbance = test::random_row(input.size(), random);
  const double before = test::energy(disturbance);
  layer.jvp(tape, disturbance, core::zero_layers(1));
  return test::energy(disturbance) / before;
}

TEST(KerrLayer, AmplifiesNoiseByOnePlusTwiceKurtosisTimesGammaSquared) {
  Random random(141);
  // 2^16 samples: the kurtosis of Gaussian light scatters by 1 %, and that of the disturbance adds as much.
  const Row gaussian = test::random_row(65536, random);
  EXPECT_NEAR(decibels(disturbance_gain(gaussian, 0.3, random)), 1.3, 0.1);
  EXPECT_NEAR(decibels(disturbance_gain(gaussian, 0.5, random)), 3.0, 0.15);
  EXPECT_NEAR(decibels(disturbance_gain(gaussian, 1.0, random)), 7.0, 0.25);
}

TEST(KerrLayer, AmplifiesNoiseLessOnConstantPower) {
  Random random(142);
  // A continuous wave stays one through the dispersion: kurtosis 1, gain 1 + 2 Gamma^2 = 3.
  EXPECT_NEAR(disturbance_gain(Row(65536, Complex(1.0)), 1.0, random), 3.0, 0.1);
}

TEST(Tolerances, DispersionErrorCostsItsSquareTimesTheSpreadOfSquaredFrequencies) {
  Random random(143);
  const Row full_band = test::random_row(8192, random);
  constexpr double error = 0.02;
  const double found =
      nmse_after_best_gain(propagated(full_band, test::lossless({1.0 + error}, {0.0})),
                           propagated(full_band, test::lossless({1.0}, {0.0})));
  // (db)^2/4 W^4 (1/5 - 1/9) with W = pi is 2.16 db^2.
  EXPECT_NEAR(decibels(found), decibels(2.165 * error * error), 0.2);
}

TEST(Tolerances, NonlinearPhaseErrorCostsTwiceItsSquareOnGaussianLight) {
  Random random(144);
  const Row light = test::random_row(65536, random);
  constexpr double error = 0.02;
  const double found = nmse_after_best_gain(propagated(light, test::lossless({0.0}, {0.5 + error})),
                                            propagated(light, test::lossless({0.0}, {0.5})));
  EXPECT_NEAR(decibels(found), decibels(2.0 * error * error), 0.4);
}

// The same light on a grid `factor` times as fine.
Row refined(const Row& row, std::size_t factor) {
  const std::size_t n = row.size();
  const Row spectrum = test::fourier_sum(row, -1.0);
  Row wide(n * factor);
  for (std::size_t k = 0; k < n; ++k) {
    wide[2 * k < n ? k : n * factor - n + k] = spectrum[k];
  }
  return test::times_factor(test::fourier_sum(wide, 1.0), 1.0 / static_cast<double>(n));
}

// How far the model's grid is from a fine one, in dB, at the model's samples.
double aliasing(const Row& input, const LayerParameters& layers) {
  constexpr std::size_t factor = 8;
  const Row coarse = propagated(input, layers);
  const Row fine = propagated(refined(input, factor), layers, {}, factor);
  Row at_samples(input.size());
  for (std::size_t j = 0; j < input.size(); ++j) {
    at_samples[j] = fine[factor * j];
  }
  return decibels(nmse_after_best_gain(at_samples, coarse));
}

TEST(Aliasing, OneLayerIsExactOnTheSamples) {
  Random random(145);
  EXPECT_LT(aliasing(test::band_limited_row(96, 0.9, random), test::lossless({1.0}, {1.0})),
            -250.0);
}

TEST(Aliasing, SecondDispersiveStepOnACriticalGridIsNoFibre) {
  Random random(146);
  const LayerParameters layers = test::lossless({1.0, 1.0, 1.0}, {1.0, 1.0, 1.0});
  EXPECT_GT(aliasing(test::band_limited_row(96, 0.5, random), layers), -10.0);
}

TEST(Aliasing, NarrowBandAndWeakLayersStayFibre) {
  Random random(147);
  const LayerParameters layers = test::lossless({1.0, 1.0, 1.0}, {0.1, 0.1, 0.1});
  EXPECT_LT(aliasing(test::band_limited_row(96, 0.1, random), layers), -80.0);
}

}  // namespace
}  // namespace fiberloom
