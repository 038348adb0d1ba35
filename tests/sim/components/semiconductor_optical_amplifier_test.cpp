#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/semiconductor_optical_amplifier.hpp>
#include <fiberloom/sim/components/spontaneous_emission.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

constexpr NoiseOrigin origin{.seed = 22, .stream = 1};
constexpr double h0 = 20.0 * std::numbers::ln10 / 10.0;

SemiconductorOpticalAmplifierParameters saturating(double lifetime_s, double energy_j) {
  return {.small_signal_gain_db = 20.0,
          .carrier_lifetime_s = lifetime_s,
          .saturation_energy_j = energy_j};
}

TEST(SemiconductorOpticalAmplifier, SaturatesUnderContinuousLightAsTheRateEquationSays) {
  const SemiconductorOpticalAmplifier amplifier(saturating(100e-12, 1e-12), origin);
  for (const double input_w : {1e-6, 1e-4, 1e-3}) {
    Light light = test::constant_light(128, input_w);
    amplifier.pass(light, Moment{});
    const double gain = mean_field_power_w(light) / input_w;
    // 0 = h0 - h - P tau/E (e^h - 1); the splitting of the sample leaves a few parts in a thousand.
    const double balance = h0 - std::log(gain) - input_w * 100.0 * (gain - 1.0);
    EXPECT_NEAR(balance, 0.0, 5e-3 * h0) << input_w;
  }
}

TEST(SemiconductorOpticalAmplifier, AShortPulseIsAmplifiedAsFrantzAndNodvikSay) {
  // Between the pulses the carriers recover (frame 13 lifetimes long), during one they do not (1/1000 of a lifetime).
  constexpr std::size_t size = 131'072;
  Light light = test::constant_light(size, 0.0);
  light.sample_interval_s = 1e-12;
  const double lifetime_s = 10e-9;
  for (std::size_t j = 0; j < size; ++j) {
    const double t = (static_cast<double>(j) - 8000.0) / 4.0;
    light.field[j] = std::sqrt(0.3) * std::exp(-0.5 * t * t);
  }
  const Light before = light;
  SemiconductorOpticalAmplifier(saturating(lifetime_s, 5e-12), origin).pass(light, Moment{});
  double energy = 0.0;
  for (std::size_t j = 7980; j < 8020; ++j) {
    const double here = std::norm(before.field[j]) * 1e-12 / 5e-12;
    const double passed = energy + 0.5 * here;
    energy += here;
    if (here > 1e-4) {
      const double gain = 1.0 / (1.0 - (1.0 - 1e-2) * std::exp(-passed));
      EXPECT_NEAR(std::norm(light.field[j]) / std::norm(before.field[j]) / gain, 1.0, 0.01) << j;
    }
  }
}

TEST(SemiconductorOpticalAmplifier, ConvergesInTheSecondOrderOfTheSampleInterval) {
  const auto gain_at_the_end = [](std::size_t size) {
    Light light = test::constant_light(size, 0.0);
    light.sample_interval_s = 1.28e-9 / static_cast<double>(size);
    for (std::size_t j = 0; j < size; ++j) {
      const double turn = (static_cast<double>(j) + 0.5) / static_cast<double>(size);
      light.field[j] = std::sqrt(2e-4 * (1.0 + std::cos(2.0 * std::numbers::pi * turn)));
    }
    const Light before = light;
    SemiconductorOpticalAmplifier(saturating(100e-12, 1e-12), origin).pass(light, Moment{});
    return mean_field_power_w(light);
  };
  const double finest = gain_at_the_end(8192);
  const double coarse = std::abs(gain_at_the_end(128) - finest);
  const double fine = std::abs(gain_at_the_end(256) - finest);
  EXPECT_NEAR(coarse / fine, 4.0, 0.5);
}

TEST(SemiconductorOpticalAmplifier, FastModulationOutrunsTheCarriers) {
  // Small modulation of the input: dh responds with the pole (1 + e^h P/Psat)/tau.
  constexpr double lifetime_s = 100e-12;
  constexpr double energy_j = 1e-12;
  constexpr double mean_w = 2e-4;
  constexpr double depth = 1e-5;
  constexpr std::size_t size = 4096;
  for (const int cycles : {1, 4, 16}) {
    Light light = test::constant_light(size, 0.0);
    light.sample_interval_s = 1e-12;
    double balance = 0.0;
    std::complex<double> modulation;
    for (std::size_t j = 0; j < size; ++j) {
      const double angle = 2.0 * std::numbers::pi * cycles * static_cast<double>(j) / size;
      light.field[j] = std::sqrt(mean_w * (1.0 + depth * std::cos(angle)));
    }
    const Light before = light;
    SemiconductorOpticalAmplifier(saturating(lifetime_s, energy_j), origin).pass(light, Moment{});
    for (std::size_t j = 0; j < size; ++j) {
      const double angle = 2.0 * std::numbers::pi * cycles * static_cast<double>(j) / size;
      const double h = std::log(std::norm(light.field[j]) / std::norm(before.field[j]));
      balance += h / size;
      modulation += 2.0 / size * h * std::polar(1.0, -angle);
    }
    const double gain = std::exp(balance);
    const double relative_w = mean_w * lifetime_s / energy_j;
    const double w_tau = 2.0 * std::numbers::pi * cycles / (size * 1e-12) * lifetime_s;
    const std::complex<double> expected =
        -relative_w * (gain - 1.0) * depth / std::complex<double>(1.0 + gain * relative_w, w_tau);
    EXPECT_NEAR(std::abs(modulation - expected) / std::abs(expected), 0.0, 0.02) << cycles;
  }
}

TEST(SemiconductorOpticalAmplifier, PhaseFollowsTheGainByTheLinewidthEnhancementFactor) {
  SemiconductorOpticalAmplifierParameters parameters = saturating(50e-12, 1e-12);
  parameters.linewidth_enhancement = 5.0;
  Light light = test::noise_light(256, 20e9, 1e-4);
  const Light before = light;
  SemiconductorOpticalAmplifier(parameters, origin).pass(light, Moment{});
  for (std::size_t j = 0; j < 256; ++j) {
    const std::complex<double> ratio = light.field[j] / before.field[j];
    const double phase = -0.5 * 5.0 * std::log(std::norm(ratio));
    EXPECT_NEAR(std::abs(ratio / std::abs(ratio) - std::polar(1.0, phase)), 0.0, 1e-9);
  }
}

TEST(SemiconductorOpticalAmplifier, MakesNoiseOfItsGain) {
  const SemiconductorOpticalAmplifier amplifier(
      {.small_signal_gain_db = 20.0, .noise_figure_db = 8.0, .output_loss_db = 2.0}, origin);
  Light light = test::constant_light(100'000, 0.0);
  amplifier.pass(light, Moment{});
  const double density =
      spontaneous_emission_w_per_hz(100.0, std::pow(10.0, 0.8), 1550e-9) * std::pow(10.0, -0.2);
  EXPECT_NEAR(mean_field_power_w(light) * light.sample_interval_s / density, 1.0, 0.015);
  EXPECT_NEAR(light.orthogonal_noise.density_w_per_hz / density, 1.0, 1e-9);
}

TEST(SemiconductorOpticalAmplifier, SwitchedOffIsNothingAndNonsenseIsRefused) {
  const Light before = test::noise_light(64, 20e9, 1e-3);
  Light light = before;
  SemiconductorOpticalAmplifier({}, origin).pass(light, Moment{});
  EXPECT_EQ(light.field, before.field);
  test::expect_error<core::InputError>("input.amplifier", {"lifetime"}, [] {
    return SemiconductorOpticalAmplifier({.saturation_energy_j = 1e-12}, origin);
  });
}

}  // namespace
}  // namespace fiberloom::sim
