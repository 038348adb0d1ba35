#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/optical_amplifier.hpp>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

constexpr NoiseOrigin origin{.seed = 21, .stream = 1};

double from_db(double db) { return std::pow(10.0, 0.1 * db); }

TEST(OpticalAmplifier, SaturatesAsItsEquationSays) {
  const OpticalAmplifier amplifier({.small_signal_gain_db = 30.0, .saturation_power_w = 0.02},
                                   origin);
  double before = from_db(30.0);
  EXPECT_NEAR(amplifier.saturated_gain(0.0), 1000.0, 1e-9);
  for (const double input_w : {1e-9, 1e-6, 1e-4, 1e-3, 0.1, 10.0}) {
    const double gain = amplifier.saturated_gain(input_w);
    EXPECT_NEAR(std::log(gain) + (gain - 1.0) * input_w / 0.02, std::log(1000.0), 1e-9) << input_w;
    EXPECT_LT(gain, before);
    EXPECT_GE(gain, 1.0);
    before = gain;
  }
  // Half of the small-signal gain is left at the output power G0 ln 2/(G0 - 2) Psat, textbook and exact.
  const double output_w = 1000.0 * std::log(2.0) / 998.0 * 0.02;
  EXPECT_NEAR(amplifier.saturated_gain(output_w / 500.0), 500.0, 1e-7);
}

TEST(OpticalAmplifier, HoldsItsSetPointWithinWhatItCanGive) {
  const OpticalAmplifier amplifier({.small_signal_gain_db = 30.0,
                                    .saturation_power_w = 0.02,
                                    .maximum_output_power_w = 0.05,
                                    .minimum_input_power_w = 1e-6},
                                   origin);
  EXPECT_DOUBLE_EQ(amplifier.gain(ConstantGain{20.0}, 1e-5), 100.0);
  EXPECT_DOUBLE_EQ(amplifier.gain(ConstantOutputPower{0.01}, 1e-3), 10.0);
  EXPECT_DOUBLE_EQ(amplifier.gain(ConstantGain{40.0}, 1e-5), amplifier.saturated_gain(1e-5));
  EXPECT_DOUBLE_EQ(amplifier.gain(ConstantOutputPower{1.0}, 1e-2), 5.0);
  EXPECT_DOUBLE_EQ(amplifier.gain(ConstantGain{20.0}, 5e-7), 1e-3);  // no seed: 30 dB of loss
  EXPECT_EQ(OpticalAmplifier({}, origin).gain(ConstantOutputPower{1.0}, 0.0), 1.0);
}

TEST(OpticalAmplifier, WithoutSeedMakesNoNoise) {
  const OpticalAmplifier amplifier(
      {.minimum_input_power_w = 1e-6, .noise_figure = {.at_maximum_gain_db = 5.0}}, origin);
  Light light = test::constant_light(64, 1e-8);
  amplifier.pass(light, ConstantGain{20.0}, 1e-8, Moment{});
  for (const std::complex<double>& value : light.field) {
    EXPECT_NEAR(std::abs(value - std::sqrt(1e-11)), 0.0, 1e-18);
  }
  EXPECT_EQ(light.orthogonal_noise.density_w_per_hz, 0.0);
}

TEST(OpticalAmplifier, GainFollowsTheMeanPowerOfThePast) {
  const OpticalAmplifier slow({.gain_memory_s = 0.01}, origin);
  EXPECT_DOUBLE_EQ(slow.average_after(1e-3, 2e-3, 0.0), 1e-3);
  EXPECT_NEAR(slow.average_after(1e-3, 2e-3, 0.01), 2e-3 - 1e-3 * std::exp(-1.0), 1e-18);
  EXPECT_NEAR(slow.average_after(slow.average_after(1e-3, 2e-3, 0.004), 2e-3, 0.006),
              slow.average_after(1e-3, 2e-3, 0.01), 1e-17);
  EXPECT_EQ(OpticalAmplifier({}, origin).average_after(1e-3, 2e-3, 0.0), 2e-3);
}

TEST(OpticalAmplifier, ErbiumFibreIsAKerrElement) {
  const OpticalAmplifier amplifier({.fiber_phase_per_w = 0.06}, origin);
  Light light = test::constant_light(16, 1e-3);
  amplifier.pass(light, ConstantGain{20.0}, 1e-3, Moment{});
  // gamma L times the mean power along exponential growth from 1 to 100 mW: 99 mW/ln 100.
  EXPECT_NEAR(std::arg(light.field[3]), 0.06 * 0.099 / std::log(100.0), 1e-12);
  EXPECT_NEAR(std::norm(light.field[3]), 0.1, 1e-13);
}

TEST(OpticalAmplifier, GainTiltsOverWavelength) {
  const OpticalAmplifier amplifier({.gain_tilt_db_per_nm = 0.5, .reference_wavelength_nm = 1548.0},
                                   origin);
  Light light = test::constant_light(64, 1e-3);
  amplifier.pass(light, ConstantGain{10.0}, 1e-3, Moment{});
  EXPECT_NEAR(mean_field_power_w(light), 1e-3 * from_db(10.0 + 0.5 * 2.0), 1e-14);
  // Within the band: a line 50 GHz to the blue is 0.4 nm shorter, so it has 0.2 dB less.
  const OpticalBand band = test::line_band(64);
  Light blue = test::constant_light(64, 0.0);
  for (std::size_t j = 0; j < 64; ++j) {
    blue.field[j] =
        std::polar(1.0, -2.0 * 3.14159265358979324 * 16.0 * static_cast<double>(j) / 64.0);
  }
  pass_linear(blue, band, Moment{}, amplifier);
  const double shorter_nm = 1550e-9 * 1550e-9 / 299792458.0 * 50e9 * 1e9;
  EXPECT_NEAR(test::line_power_w(blue, 16), from_db(-0.5 * shorter_nm), 1e-12);
}

TEST(OpticalAmplifier, GainDriftsSlowly) {
  constexpr std::uint64_t count = 3000;
  double square = 0.0;
  for (std::uint64_t stream = 0; stream < count; ++stream) {
    const OpticalAmplifier amplifier({.gain_drift_db = {0.05, 3600.0}},
                                     {.seed = 4, .stream = stream});
    Light light = test::constant_light(4, 1e-3);
    amplifier.pass(light, ConstantGain{10.0}, 1e-3, Moment{.time_s = 500.0});
    const double away_db = 10.0 * std::log10(mean_field_power_w(light) / 1e-2);
    square += away_db * away_db / count;
  }
  EXPECT_NEAR(square, 0.0025, 4.5 * 0.0025 * std::sqrt(2.0 / count));
}

TEST(OpticalAmplifier, NoiseBelongsToTheShot) {
  const OpticalAmplifier amplifier({.noise_figure = {.at_maximum_gain_db = 5.0}}, origin);
  const auto shot = [&](std::int64_t number) {
    Light light = test::constant_light(32, 1e-4);
    amplifier.pass(light, ConstantGain{20.0}, 1e-4, Moment{.shot = number});
    return light.field;
  };
  const auto seventh = shot(7);
  EXPECT_NE(shot(8), seventh);
  EXPECT_EQ(shot(7), seventh);
}

TEST(OpticalAmplifier, IsTransparentWhenEverythingIsOff) {
  const OpticalAmplifier amplifier({}, origin);
  const Light before = test::noise_light(64, 20e9, 1e-3);
  Light light = before;
  amplifier.pass(light, ConstantGain{0.0}, 1e-3, Moment{.time_s = 9.0, .shot = 4});
  EXPECT_EQ(light.field, before.field);
  test::expect_error<core::InputError>("input.amplifier", {"negative"}, [] {
    return OpticalAmplifier({.saturation_power_w = -1.0}, origin);
  });
}

}  // namespace
}  // namespace fiberloom::sim
