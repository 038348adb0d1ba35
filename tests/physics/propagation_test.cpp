// Closed forms and invariants of the cascade.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <numbers>
#include <numeric>

#include "rows.hpp"

namespace fiberloom {
namespace {

using core::LayerParameters;
using test::Complex;
using test::energy;
using test::propagated;
using test::Random;
using test::Row;

double time_of(std::size_t j, std::size_t n) {
  const std::size_t middle = n / 2;
  return static_cast<double>(j) - static_cast<double>(middle);
}

template <class Envelope>
Row sampled(std::size_t n, Envelope envelope) {
  Row row(n);
  for (std::size_t j = 0; j < n; ++j) {
    row[j] = envelope(time_of(j, n));
  }
  return row;
}

// Root of the second moment of the intensity.
double rms_width(const Row& row) {
  double second_moment = 0.0;
  for (std::size_t j = 0; j < row.size(); ++j) {
    second_moment += std::pow(time_of(j, row.size()), 2) * std::norm(row[j]);
  }
  return std::sqrt(second_moment / energy(row));
}

// Optical offset of the light at sample j, from the phase between its neighbours: exp(-i Om t).
double offset_at(const Row& row, std::size_t j) {
  return -std::arg(row[j + 1] * std::conj(row[j - 1])) / 2.0;
}

TEST(Propagation, KeepsEnergyWithoutLossAndFilter) {
  Random random(121);
  for (const std::size_t n : {16U, 125U, 127U}) {
    const Row input = test::random_row(n, random);
    LayerParameters layers = test::random_layers(8, random);
    layers.alpha.assign(8, 0.0);
    EXPECT_NEAR(energy(propagated(input, layers)) / energy(input), 1.0, 1e-13);
  }
}

TEST(Propagation, LosesExactlyTheSumOfTheAlphas) {
  Random random(122);
  const Row input = test::random_row(64, random);
  LayerParameters layers = test::random_layers(3, random);
  layers.alpha = {0.5, -0.2, 1.1};
  EXPECT_NEAR(energy(propagated(input, layers)) / energy(input), std::exp(-1.4), 1e-14);
}

TEST(Propagation, AFilterTakesEnergyAndNeverGivesAny) {
  Random random(123);
  for (const double cutoff : {0.1, 0.3, 0.45}) {
    const Row input = test::random_row(64, random);
    const LayerParameters layers = test::lossless({1.0, -2.0}, {0.5, 0.5});
    const double share =
        energy(propagated(input, layers, core::LowPass{.cutoff = cutoff})) / energy(input);
    // White light keeps about 2 * cutoff of its energy at the first pass, and no more than that later.
    EXPECT_LT(share, 2.0 * cutoff * 1.3);
    EXPECT_GT(share, 0.0);
  }
}

TEST(Propagation, EnergyIsTheSumOverTheSpectrumToo) {
  Random random(124);
  for (const std::size_t n : {50U, 51U}) {
    const Row output = propagated(test::random_row(n, random), test::random_layers(3, random));
    EXPECT_NEAR(energy(test::fourier_sum(output, -1.0)) / static_cast<double>(n), energy(output),
                1e-11);
  }
}

// exp(-t^2/(2 T^2)) becomes sqrt(T^2/(T^2 - i b)) exp(-t^2/(2 (T^2 - i b))) (Agrawal, eq. 3.2.7, carrier exp(-i w0 t)).
TEST(Propagation, DispersesAGaussianPulseAsTheClosedFormSays) {
  constexpr double width = 8.0;
  for (const double b : {50.0, -50.0, 150.0}) {
    const Row input =
        sampled(512, [](double t) { return Complex(std::exp(-t * t / (2.0 * width * width))); });
    const Complex q(width * width, -b);
    const Row expected = sampled(
        512, [q](double t) { return std::sqrt(width * width / q) * std::exp(-t * t / (2.0 * q)); });
    const Row found = propagated(input, test::lossless({b}, {0.0}));
    EXPECT_LT(test::largest_difference(found, expected), 1e-13);
    // z/L_D = |b|/T^2; the rms width of the intensity is T/sqrt(2) at first.
    const double growth = std::sqrt(1.0 + std::pow(b / (width * width), 2));
    EXPECT_NEAR(rms_width(found) / (width / std::numbers::sqrt2), growth, 1e-10);
  }
}

TEST(Propagation, NormalDispersionSendsRedLightAhead) {
  const Row input = sampled(256, [](double t) { return Complex(std::exp(-t * t / 128.0)); });
  const Row normal = propagated(input, test::lossless({40.0}, {0.0}));
  const Row anomalous = propagated(input, test::lossless({-40.0}, {0.0}));
  // Ten samples before and after the middle; the chirp is Om = b t / (T^4 + b^2).
  EXPECT_NEAR(offset_at(normal, 118), 40.0 * -10.0 / (64.0 * 64.0 + 1600.0), 1e-10);
  EXPECT_NEAR(offset_at(normal, 138), 40.0 * 10.0 / (64.0 * 64.0 + 1600.0), 1e-10);
  EXPECT_NEAR(offset_at(anomalous, 118), 40.0 * 10.0 / (64.0 * 64.0 + 1600.0), 1e-10);
}

TEST(Propagation, SelfPhaseModulationTurnsEachSampleByGammaTimesItsPower) {
  Random random(125);
  const Row input = test::random_row(40, random);
  const Row found = propagated(input, test::lossless({0.0}, {0.9}));
  for (std::size_t j = 0; j < input.size(); ++j) {
    EXPECT_LT(std::abs(found[j] - input[j] * std::polar(1.0, 0.9 * std::norm(input[j]))), 1e-14);
  }
}

TEST(Propagation, SelfPhaseModulationReddensTheLeadingEdge) {
  const Row pulse = sampled(128, [](double t) { return Complex(std::exp(-t * t / 200.0)); });
  const Row found = propagated(pulse, test::lossless({0.0}, {2.0}));
  EXPECT_LT(offset_at(found, 57), -0.05);
  EXPECT_GT(offset_at(found, 71), 0.05);
}

// One soliton period of sech(t/T), T = 6: beta2 = -T^2, gamma = 1 and z = pi/2 in `steps` layers; the exact answer is
// the pulse turned by z/2.
struct Soliton {
  static constexpr double width = 6.0;
  static constexpr double length = std::numbers::pi / 2.0;

  static Row at(double z) {
    return sampled(256, [z](double t) { return std::polar(1.0 / std::cosh(t / width), z / 2.0); });
  }
  static double error_of(const LayerParameters& layers) {
    return test::largest_difference(propagated(at(0.0), layers), at(length));
  }
  static LayerParameters lie(std::size_t steps) {
    const double h = length / static_cast<double>(steps);
    return test::lossless(std::vector<double>(steps, -width * width * h),
                          std::vector<double>(steps, h));
  }
  // Half a linear step first and half of one last: the symmetric placement of the same steps.
  static LayerParameters strang(std::size_t steps) {
    LayerParameters layers = lie(steps);
    layers.beta2.front() /= 2.0;
    layers.alpha.push_back(0.0);
    layers.beta2.push_back(layers.beta2.front());
    layers.gamma.push_back(0.0);
    return layers;
  }
};

TEST(Propagation, FundamentalSolitonKeepsItsShapeWithAnErrorOfFirstOrder) {
  EXPECT_LT(Soliton::error_of(Soliton::lie(3200)), 1e-3);
  for (const std::size_t steps : {100U, 200U, 400U}) {
    const double ratio =
        Soliton::error_of(Soliton::lie(steps)) / Soliton::error_of(Soliton::lie(2 * steps));
    EXPECT_NEAR(ratio, 2.0, 0.1) << steps;
  }
}

TEST(Propagation, SymmetricPlacementOfTheStepsIsOfSecondOrder) {
  for (const std::size_t steps : {50U, 100U, 200U}) {
    const double ratio =
        Soliton::error_of(Soliton::strang(steps)) / Soliton::error_of(Soliton::strang(2 * steps));
    EXPECT_NEAR(ratio, 4.0, 0.2) << steps;
  }
}

TEST(Propagation, NegatedLayersInReverseOrderTakeTheLightBack) {
  Random random(126);
  const Row input = test::random_row(60, random);
  const LayerParameters layers = test::random_layers(5, random);
  // Undo Kerr step M, then linear step M with Kerr step M-1, ..., and linear step 1 last.
  LayerParameters back = core::zero_layers(6);
  for (std::size_t m = 0; m < 5; ++m) {
    back.gamma[m] = -layers.gamma[4 - m];
    back.alpha[m + 1] = -layers.alpha[4 - m];
    back.beta2[m + 1] = -layers.beta2[4 - m];
  }
  EXPECT_LT(test::largest_difference(propagated(propagated(input, layers), back), input), 1e-12);
}

TEST(Propagation, OfABandLimitedFieldThroughLinearLayersDoesNotDependOnTheGrid) {
  Random random(127);
  const Row coarse = test::band_limited_row(40, 0.9, random);
  Row spectrum = test::fourier_sum(coarse, -1.0);
  Row wide(80);
  std::copy_n(spectrum.begin(), 20, wide.begin());
  std::copy_n(spectrum.begin() + 20, 20, wide.begin() + 60);
  const Row fine = test::times_factor(test::fourier_sum(wide, 1.0), 1.0 / 40.0);
  const core::LowPass filter{.cutoff = 0.35};
  const LayerParameters layers = test::lossless({1.0, 0.5}, {0.0, 0.0});
  const Row expected = propagated(coarse, layers, filter);
  const Row found = propagated(fine, layers, filter, 2.0);
  for (std::size_t j = 0; j < 40; ++j) {
    EXPECT_LT(std::abs(found[2 * j] - expected[j]), 1e-13);
  }
}

}  // namespace
}  // namespace fiberloom
