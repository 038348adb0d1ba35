#include <gtest/gtest.h>

#include <fiberloom/sim/components/arbitrary_waveform_generator.hpp>
#include <numbers>

#include "component_frames.hpp"
#include "expect_error.hpp"
#include "random.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

using test::Complex;
using Parameters = ArbitraryWaveformGeneratorParameters;

constexpr double rate = 92e9;
constexpr ComponentSeed seed{.bench = 20, .name = "awg"};

struct Played {
  test::Row drive;
  bool is_clipped;
};

Played played(const Parameters& parameters, const test::Row& samples, std::int64_t shot = 0,
              const ElectricalLowPass& load = {}) {
  Workspace workspace;
  const ArbitraryWaveformGenerator generator(parameters, samples.size(), seed, load);
  test::Row drive(generator.grid().size());
  const bool clipped = generator.generate(samples, drive, {.shot = shot}, workspace);
  return {drive, clipped};
}

test::Row tone(std::size_t size, double cycles, double amplitude) {
  test::Row row(size);
  for (std::size_t j = 0; j < size; ++j) {
    const double turns = cycles * static_cast<double>(j) / static_cast<double>(size);
    row[j] = std::polar(amplitude, 2.0 * std::numbers::pi * turns);
  }
  return row;
}

double sinc(double x) { return std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

TEST(ArbitraryWaveformGenerator, WithoutFaultsPlaysTheSamples) {
  test::Random random(5);
  for (const std::size_t size : {64U, 75U}) {
    const test::Row samples = test::times_factor(test::random_row(size, random), 0.1);
    const Played result = played({.sample_rate_hz = rate, .peak_voltage_v = 2.5}, samples);
    EXPECT_LT(test::largest_difference(result.drive, test::times_factor(samples, 2.5)), 1e-12);
    EXPECT_FALSE(result.is_clipped);
  }
}

TEST(ArbitraryWaveformGenerator, ClipsEachChannelAtOneWhateverTheData) {
  test::Row samples(8, Complex(0.5, -0.25));
  samples[3] = {1.7, -0.9};
  const Played result = played({.sample_rate_hz = rate}, samples);
  EXPECT_TRUE(result.is_clipped);
  EXPECT_NEAR(std::abs(result.drive[3] - Complex(1.0, -0.9)), 0.0, 1e-14);
  EXPECT_NEAR(std::abs(result.drive[4] - Complex(0.5, -0.25)), 0.0, 1e-14);
}

TEST(ArbitraryWaveformGenerator, InterpolatesWithoutImagesWhenNothingIsHeld) {
  constexpr std::size_t size = 64;
  const Played result =
      played({.sample_rate_hz = rate, .grid_points_per_sample = 4}, tone(size, 10.0, 0.5));
  for (std::size_t j = 0; j < result.drive.size(); ++j) {
    const double turns = 10.0 * static_cast<double>(j) / static_cast<double>(4 * size);
    const Complex expected = std::polar(0.5, 2.0 * std::numbers::pi * turns);
    EXPECT_NEAR(std::abs(result.drive[j] - expected), 0.0, 1e-13) << j;
  }
}

// Without a low-pass, held levels are the samples again, one for every point.
TEST(ArbitraryWaveformGenerator, LeavesImagesOnAFinerGridWithTheSincOfHeldLevels) {
  constexpr std::size_t size = 64;
  constexpr double cycles = 10.0;
  const Played result =
      played({.sample_rate_hz = rate, .grid_points_per_sample = 4, .hold_share = 1.0},
             tone(size, cycles, 0.5));
  for (const std::ptrdiff_t image : {-1, 0, 1}) {
    const std::ptrdiff_t bin = 10 + image * 64;
    const double expected = 0.5 * sinc(static_cast<double>(bin) / 64.0);
    EXPECT_NEAR(std::abs(test::component(result.drive, bin) - expected), 0.0, 1e-13) << image;
  }
  EXPECT_NEAR(std::abs(test::component(result.drive, 11)), 0.0, 1e-13);
}

TEST(ArbitraryWaveformGenerator, RollsOffAsASincOnItsOwnGrid) {
  for (const double share : {0.5, 1.0}) {
    const Played result =
        played({.sample_rate_hz = rate, .hold_share = share}, tone(64, 20.0, 0.5));
    const double expected = 0.5 * sinc(share * 20.0 / 64.0);
    EXPECT_NEAR(std::abs(test::component(result.drive, 20) - expected), 0.0, 1e-13);
  }
}

TEST(ArbitraryWaveformGenerator, LimitsTheBandOfItselfAndOfItsLoad) {
  const ElectricalLowPass own{.bandwidth_hz = 32e9, .order = 3};
  const ElectricalLowPass load{.bandwidth_hz = 25e9, .order = 2, .shape = FilterShape::butterworth};
  const Played result =
      played({.sample_rate_hz = rate, .low_pass = own}, tone(92, 30.0, 0.5), 0, load);
  const Complex expected = 0.5 * transfer_at(own, 30e9) * transfer_at(load, 30e9);
  EXPECT_NEAR(std::abs(test::component(result.drive, 30) - expected), 0.0, 1e-13);
}

TEST(ArbitraryWaveformGenerator, DelaysTheSecondChannelAlone) {
  test::Random random(6);
  test::Row samples = test::times_factor(test::band_limited_row(64, 0.8, random), 0.1);
  const Played result = played({.sample_rate_hz = rate, .quadrature_skew_s = 3.0 / rate}, samples);
  const test::Row late = test::delayed(samples, 3);
  for (std::size_t j = 0; j < samples.size(); ++j) {
    EXPECT_NEAR(result.drive[j].real(), samples[j].real(), 1e-12);
    EXPECT_NEAR(result.drive[j].imag(), late[j].imag(), 1e-12);
  }
}

// SNR = -20 log10(2 pi f jitter), of a rotating phasor as of a sine.
TEST(ArbitraryWaveformGenerator, JittersAsTheClockDoes) {
  constexpr std::size_t size = 1U << 16U;
  const double frequency = 25e9;
  const double jitter = 60e-15;
  const double cycles = std::round(frequency / rate * size);
  const test::Row samples = tone(size, cycles, 0.7);
  const Played result = played({.sample_rate_hz = rate, .aperture_jitter_s = jitter}, samples);
  const double noise = test::mean_square_difference(result.drive, samples) / 0.49;
  const double expected = std::pow(2.0 * std::numbers::pi * cycles * rate / size * jitter, 2);
  EXPECT_NEAR(noise / expected, 1.0, 5.0 * std::sqrt(2.0 / size));
}

TEST(ArbitraryWaveformGenerator, HasTheNoiseOfItsEffectiveBits) {
  test::Random random(7);
  test::Row samples(1U << 15U);
  std::ranges::generate(
      samples, [&] { return Complex(random.uniform(-0.9, 0.9), random.uniform(-0.9, 0.9)); });
  const Played result = played({.sample_rate_hz = rate, .bits = 8, .effective_bits = 5.5}, samples);
  const double per_channel = 4.0 / 12.0 * std::pow(4.0, -5.5);
  const double noise = test::mean_square_difference(result.drive, samples) / 2.0;
  EXPECT_NEAR(noise / per_channel, 1.0, 0.03);
}

TEST(ArbitraryWaveformGenerator, DependsOnTheShotAndNotOnTheOrderOfCalls) {
  const Parameters parameters{
      .sample_rate_hz = rate, .bits = 8, .effective_bits = 5.0, .aperture_jitter_s = 1e-13};
  const test::Row samples = tone(32, 5.0, 0.5);
  const ArbitraryWaveformGenerator generator(parameters, samples.size(), seed);
  Workspace workspace;
  test::Row first(32);
  test::Row other(32);
  test::Row again(32);
  generator.generate(samples, first, {.shot = 7}, workspace);
  generator.generate(samples, other, {.shot = 8}, workspace);
  generator.generate(samples, again, {.shot = 7}, workspace);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
}

TEST(ArbitraryWaveformGenerator, RefusesRatesAndSharesThatItCannotHave) {
  test::expect_error<core::InputError>("input.generator", {"sample rate"},
                                       [] { ArbitraryWaveformGenerator({}, 8, seed); });
  test::expect_error<core::InputError>("input.generator", {"hold share"}, [] {
    ArbitraryWaveformGenerator({.sample_rate_hz = rate, .hold_share = 1.5}, 8, seed);
  });
}

}  // namespace
}  // namespace fiberloom::sim
