// One test per line of the conventions: signs, units, orders and scales. What is free and what is not stands in
// symmetries_test.cpp. Expected values come from sums written out here, or from numbers worked by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/encoding.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/readout.hpp>
#include <fiberloom/core/units.hpp>
#include <numbers>

#include "rows.hpp"

namespace fiberloom {
namespace {

using core::LayerParameters;
using test::Complex;
using test::Random;
using test::Row;
namespace units = core::units;

constexpr double pi = std::numbers::pi;

// w_k = 2 pi fftfreq(N, 1): 0, positive, negative; an even N counts its Nyquist bin as negative.
double frequency(std::size_t k, std::size_t n) {
  const double bin =
      2 * k < n ? static_cast<double>(k) : static_cast<double>(k) - static_cast<double>(n);
  return 2.0 * pi * bin / static_cast<double>(n);
}

// ifft( fft(E) exp(-alpha/2 + i beta2/2 w^2) ) by the definitions of both sums.
Row linear_step(const Row& row, double alpha, double beta2) {
  Row spectrum = test::fourier_sum(row, -1.0);
  for (std::size_t k = 0; k < row.size(); ++k) {
    const double w = frequency(k, row.size());
    spectrum[k] *= std::exp(Complex(-alpha / 2.0, beta2 / 2.0 * w * w));
  }
  return test::times_factor(test::fourier_sum(spectrum, 1.0),
                            1.0 / static_cast<double>(row.size()));
}

Row kerr_step(Row row, double gamma) {
  for (Complex& value : row) {
    value *= std::exp(Complex(0.0, gamma * std::norm(value)));
  }
  return row;
}

TEST(Conventions, LayerIsTheLinearStepThenTheKerrStep) {
  Random random(101);
  for (const std::size_t n : {1U, 2U, 7U, 12U, 31U}) {
    SCOPED_TRACE(n);
    const Row input = test::random_row(n, random);
    const LayerParameters layers = test::random_layers(3, random);
    Row expected = input;
    for (std::size_t m = 0; m < 3; ++m) {
      expected =
          kerr_step(linear_step(expected, layers.alpha[m], layers.beta2[m]), layers.gamma[m]);
    }
    EXPECT_LT(test::largest_difference(test::propagated(input, layers), expected), 1e-12);
  }
}

TEST(Conventions, TheOtherOrderOfStepsIsAnotherLayer) {
  Random random(102);
  const Row input = test::random_row(16, random);
  const Row found = test::propagated(input, test::lossless({1.0}, {1.0}));
  EXPECT_GT(test::largest_difference(found, linear_step(kerr_step(input, 1.0), 0.0, 1.0)), 0.1);
}

TEST(Conventions, ForwardTransformTurnsClockwiseAndInverseCarriesOneOverN) {
  // The tone exp(+i w t) falls into the bin of +w with the full count of samples, and comes back as itself.
  for (const std::size_t n : {8U, 9U}) {
    Row tone(n);
    for (std::size_t j = 0; j < n; ++j) {
      tone[j] = std::polar(1.0, frequency(2, n) * static_cast<double>(j));
    }
    Row spectrum = tone;
    const core::FftPlan<double> plan(n);
    plan.forward(spectrum);
    for (std::size_t k = 0; k < n; ++k) {
      EXPECT_LT(std::abs(spectrum[k] - (k == 2 ? static_cast<double>(n) : 0.0)), 1e-14);
    }
    plan.inverse(spectrum);
    EXPECT_LT(test::largest_difference(spectrum, tone), 1e-15);
  }
}

TEST(Conventions, EveryBinTurnsByHalfBetaTimesItsSquaredFrequencyNyquistAndOddLengthsIncluded) {
  for (const std::size_t n : {7U, 8U}) {
    for (std::size_t k = 0; k < n; ++k) {
      Row tone(n);
      for (std::size_t j = 0; j < n; ++j) {
        tone[j] =
            std::polar(1.0, 2.0 * pi * static_cast<double>(j * k % n) / static_cast<double>(n));
      }
      const double w = frequency(k, n);
      const Row expected = test::times_factor(tone, std::polar(1.0, 0.7 / 2.0 * w * w));
      EXPECT_LT(
          test::largest_difference(test::propagated(tone, test::lossless({0.7}, {0.0})), expected),
          1e-14);
    }
  }
}

TEST(Conventions, AlphaIsPowerAttenuationAndPositiveIsLoss) {
  const Row input(6, Complex(0.6, -0.8));
  LayerParameters layers = core::zero_layers(1);
  layers.alpha[0] = std::log(4.0);  // a quarter of the power, half of the field
  EXPECT_LT(
      test::largest_difference(test::propagated(input, layers), test::times_factor(input, 0.5)),
      1e-15);
  layers.alpha[0] = -std::log(4.0);
  EXPECT_LT(
      test::largest_difference(test::propagated(input, layers), test::times_factor(input, 2.0)),
      1e-15);
}

TEST(Conventions, TheKerrStepSeesThePowerBehindTheLossOfItsOwnLayer) {
  const Row input(4, Complex(2.0));
  LayerParameters layers = core::zero_layers(1);
  layers.alpha[0] = std::log(4.0);
  layers.gamma[0] = 0.3;
  const Row expected(4, std::polar(1.0, 0.3));  // |E|^2 = 4/4
  EXPECT_LT(test::largest_difference(test::propagated(input, layers), expected), 1e-15);
}

TEST(Conventions, LayersAreIntegratedSoThatHalvesOfALinearLayerMakeTheWhole) {
  Random random(103);
  const Row input = test::random_row(20, random);
  LayerParameters whole = core::zero_layers(1);
  whole.alpha[0] = 0.6;
  whole.beta2[0] = 2.0;
  LayerParameters halves = core::zero_layers(2);
  halves.alpha = {0.3, 0.3};
  halves.beta2 = {1.0, 1.0};
  EXPECT_LT(
      test::largest_difference(test::propagated(input, whole), test::propagated(input, halves)),
      1e-14);
}

TEST(Conventions, CanonicalFormWithItsFieldFactorIsTheCascade) {
  Random random(104);
  const Row input = test::random_row(30, random);
  const LayerParameters layers = test::random_layers(6, random);
  const core::CanonicalLayers canonical = core::canonical_form(layers);
  const Row expected = test::times_factor(
      test::propagated(input, test::lossless(canonical.dispersion, canonical.nonlinear_phase)),
      canonical.field_factor);
  EXPECT_LT(test::largest_difference(test::propagated(input, layers), expected), 1e-12);
}

TEST(Conventions, BinWIsTheOpticalOffsetMinusWAndSpectraAscendByOffset) {
  // A single-sideband tone two bins above the carrier, exp(-i Om t): array bin N-2, and right of the middle.
  constexpr std::size_t n = 9;
  Row tone(n);
  for (std::size_t j = 0; j < n; ++j) {
    tone[j] = std::polar(1.0, -2.0 * pi * 2.0 * static_cast<double>(j) / static_cast<double>(n));
  }
  EXPECT_NEAR(std::abs(test::fourier_sum(tone, -1.0)[n - 2]), 9.0, 1e-13);
  const core::Receiver receiver({.detect = core::Detection::spectrum}, {.samples = n});
  std::vector<double> spectrum(n);
  receiver.detect(tone, spectrum);
  EXPECT_NEAR(spectrum[4 + 2], 9.0, 1e-13);
}

// A lens of b and the dispersion b together are a Fourier transform in time; b = N/(2 pi) puts one bin on one sample.
TEST(Conventions, TimeLensAndItsDispersionShowThePowerSpectrumInTime) {
  Random random(105);
  for (const std::size_t n : {8U, 30U, 128U}) {
    const Row record = test::random_row(n, random);
    const double b = static_cast<double>(n) / (2.0 * pi);
    core::Encoding encoding;
    encoding.time_lens = b;
    const core::Frame frame{.samples = n};
    const core::Encoder encoder(encoding, frame);
    auto scratch = encoder.make_scratch();
    Row field(n);
    encoder.encode(std::span<const Complex>(record), field, scratch);
    field = test::propagated(field, test::lossless({b}, {0.0}));
    const Row sum = test::fourier_sum(record, -1.0);
    for (std::size_t j = 0; j < n; ++j) {
      // Sample t = j - N/2 holds the offset Om = t, which is the array bin -t.
      const double expected = std::norm(sum[(n + n / 2 - j) % n]) / static_cast<double>(n);
      EXPECT_NEAR(std::norm(field[j]), expected, 1e-12) << n << ' ' << j;
    }
  }
}

TEST(Conventions, ModulatorNeedsTheNegatedQuadratureAndEitherFaultRealisesTheConjugateRig) {
  Random random(106);
  const Row wanted = test::random_row(32, random);
  const auto launched = [&](auto in_phase, auto quadrature) {
    Row row(wanted.size());
    for (std::size_t j = 0; j < row.size(); ++j) {
      // Re{(I + iQ) exp(+i w0 t)} has the envelope (I + iQ)* on the carrier exp(-i w0 t).
      row[j] = std::conj(Complex(in_phase(wanted[j]), quadrature(wanted[j])));
    }
    return row;
  };
  const auto re = [](Complex e) { return e.real(); };
  const auto im = [](Complex e) { return e.imag(); };
  const auto minus_im = [](Complex e) { return -e.imag(); };
  EXPECT_EQ(launched(re, minus_im), wanted);

  const LayerParameters glass = test::lossless({1.5, -0.7}, {0.4, 0.8});
  const LayerParameters mirrored = test::lossless({-1.5, 0.7}, {-0.4, -0.8});
  const auto seen = [](const Row& row, const LayerParameters& layers) {
    return test::intensities(test::propagated(row, layers));
  };
  const auto right = seen(wanted, glass);
  const auto realised = seen(wanted, mirrored);
  EXPECT_GT(test::largest_difference(right, realised), 0.1);
  // Wrong sign of Q; I and Q exchanged; both.
  EXPECT_LT(test::largest_difference(seen(launched(re, im), glass), realised), 1e-12);
  EXPECT_LT(test::largest_difference(seen(launched(minus_im, re), glass), realised), 1e-12);
  EXPECT_LT(test::largest_difference(seen(launched(im, re), glass), right), 1e-12);
}

TEST(Conventions, DecibelsPerKilometreAreTenthsOfTheNaturalLogarithmOfTen) {
  EXPECT_NEAR((1.0 * units::db_per_km).in(units::per_km), 0.230259, 5e-7);
  // 10 km of 0.2 dB/km: 2 dB.
  EXPECT_NEAR(core::effective_length(0.2 * units::db_per_km, 10.0 * units::km).in(units::km),
              (1.0 - std::pow(10.0, -0.2)) / 0.0460517, 1e-4);
}

TEST(Conventions, PositiveDispersionParameterIsAnomalous) {
  const auto beta2 =
      core::group_velocity_dispersion(17.0 * units::ps_per_nm_km, 1550.0 * units::nm);
  EXPECT_NEAR(beta2.in(units::ps2_per_km), -21.68, 0.005);
  const auto unit = core::group_velocity_dispersion(1.0 * units::ps_per_nm_km, 1550.0 * units::nm);
  EXPECT_NEAR(unit.in(units::ps2_per_km), -1.27545, 1e-5);
}

TEST(Conventions, SlopeAndDispersionMakeBeta3) {
  const auto beta3 = core::third_order_dispersion(0.06 * units::ps_per_nm2_km,
                                                  17.0 * units::ps_per_nm_km, 1550.0 * units::nm);
  EXPECT_NEAR(beta3.in(units::ps3_per_km), 0.1333, 5e-5);
}

TEST(Conventions, KerrCoefficientIsTwoPiN2OverLambdaTimesArea) {
  // 2.6e-20 m^2/W, 80 um^2, 1550 nm: 2 pi 2.6e-20 / (1.55e-6 * 8e-11) = 1.3174e-3 /(W m).
  const auto gamma =
      core::nonlinear_coefficient(2.6e-20 * units::m2_per_w, 1550.0 * units::nm, 80.0 * units::um2);
  EXPECT_NEAR(gamma.in(units::per_w_km), 1.3174, 1e-4);
}

TEST(Conventions, ALayerStandsForFibreByT0AndLaunchPower) {
  // 1 km at -21.68 ps^2/km with samples of 10 ps: -0.2168; two radians are 1 W over 2 km of 1 /(W km).
  EXPECT_NEAR(core::layer_dispersion(-21.68 * units::ps2, 10.0 * units::ps), -0.2168, 1e-12);
  EXPECT_NEAR(core::nonlinear_phase(1.0 * units::per_w_km, 2.0 * units::km, 1.0 * units::w), 2.0,
              1e-12);
  // 20 dB of loss and 20 dB of gain: alpha = 0.
  EXPECT_NEAR(core::layer_attenuation(0.2 * units::db_per_km, 100.0 * units::km, 100.0), 0.0,
              1e-12);
}

}  // namespace
}  // namespace fiberloom
