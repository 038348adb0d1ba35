#include <gtest/gtest.h>

#include <fiberloom/sim/components/optical_spectrum_analyzer.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <numbers>

#include "component_frames.hpp"
#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

using Parameters = OpticalSpectrumAnalyzerParameters;

constexpr ComponentSeed seed{.bench = 2, .name = "osa"};
constexpr double light_speed = 299792458.0;
const core::TimeGrid grid(4096, 5e-12);  // 200 GHz, lines 49 MHz apart

Parameters around_1550(double resolution_m) {
  return {.start_wavelength_m = 1549.4e-9,
          .stop_wavelength_m = 1550.6e-9,
          .num_points = 601,
          .resolution_m = resolution_m};
}

OpticalSpectrum swept(const Parameters& parameters, const Light& light, double error_m = 0.0) {
  return OpticalSpectrumAnalyzer(parameters, seed).sweep(light, error_m, {.shot = 1});
}

// One line, `bins` spacings above the carrier: exp(-i Om t) of the carrier exp(-i w0 t).
Light line(double power_w, int bins) {
  Light light = test::steady_light(grid, power_w);
  for (std::size_t j = 0; j < grid.size(); ++j) {
    const double turn = bins * static_cast<double>(j) / static_cast<double>(grid.size());
    light.field[j] *= std::polar(1.0, -2.0 * std::numbers::pi * turn);
  }
  return light;
}

std::size_t highest(const OpticalSpectrum& spectrum) {
  return static_cast<std::size_t>(std::ranges::max_element(spectrum.power_w) -
                                  spectrum.power_w.begin());
}

TEST(OpticalSpectrumAnalyzer, ShowsALineWithItsPowerAndItsResolution) {
  const OpticalSpectrum spectrum = swept(around_1550(0.1e-9), line(2e-3, 0));
  ASSERT_EQ(spectrum.wavelength_m.size(), 601U);
  EXPECT_EQ(highest(spectrum), 300U);
  EXPECT_NEAR(spectrum.power_w[300], 2e-3, 1e-12);
  // 25 points of 2 pm away: half the resolution; the shape is Gaussian in frequency to 1e-4.
  EXPECT_NEAR(spectrum.power_w[325] / 2e-3, 0.5, 1e-3);
  EXPECT_NEAR(spectrum.power_w[250] / 2e-3, 1.0 / 16.0, 1e-3);
}

TEST(OpticalSpectrumAnalyzer, PutsHigherFrequenciesAtShorterWavelengths) {
  const int bins = 1024;  // 50 GHz
  const OpticalSpectrum spectrum = swept(around_1550(0.02e-9), line(2e-3, bins));
  const double expected = light_speed / (light_speed / 1550e-9 + 50e9);
  EXPECT_NEAR(spectrum.wavelength_m[highest(spectrum)], expected, 1.1e-12);
  EXPECT_LT(expected, 1550e-9);
}

TEST(OpticalSpectrumAnalyzer, ShowsWavelengthsWithItsError) {
  const OpticalSpectrum spectrum = swept(around_1550(0.02e-9), line(2e-3, 0), 40e-12);
  EXPECT_NEAR(spectrum.wavelength_m[highest(spectrum)], 1550.04e-9, 1.1e-12);
}

TEST(OpticalSpectrumAnalyzer, ShowsWhiteLightByItsNoiseBandwidth) {
  Light light = test::steady_light(grid, 0.0);
  light.orthogonal_noise = {.density_w_per_hz = 1e-17, .bandwidth_hz = 100e9};
  const OpticalSpectrum spectrum = swept(around_1550(0.1e-9), light);
  const double per_m = light_speed / (1550e-9 * 1550e-9);
  EXPECT_NEAR(spectrum.noise_bandwidth_m, 0.1064467e-9, 1e-15);
  EXPECT_NEAR(spectrum.power_w[300] / (1e-17 * spectrum.noise_bandwidth_m * per_m), 1.0, 1e-6);
  const double edge_m = light_speed / (light_speed / 1550e-9 - 50e9);
  const auto edge = static_cast<std::size_t>(std::lround((edge_m - 1549.4e-9) / 2e-12));
  EXPECT_NEAR(spectrum.power_w[edge] / spectrum.power_w[300], 0.5, 0.02);
}

TEST(OpticalSpectrumAnalyzer, HasANoiseFloorASensitivityAndASweepTime) {
  Parameters parameters = around_1550(0.1e-9);
  parameters.num_points = 20001;
  parameters.noise_floor_w = 1e-9;
  parameters.sweep_s_per_m = 2e6;
  const Light dark = test::steady_light(grid, 0.0);
  OpticalSpectrum spectrum = swept(parameters, dark);
  EXPECT_NEAR(spectrum.sweep_time_s, 1.2e-9 * 2e6, 1e-12);
  parameters.sensitivity_w = 0.5e-9;
  spectrum = swept(parameters, dark);
  EXPECT_EQ(*std::ranges::min_element(spectrum.power_w), 0.5e-9);
  // A normal deviate is above half its deviation 30.85 % of the time.
  const double above = static_cast<double>(
      std::ranges::count_if(spectrum.power_w, [](double power) { return power > 0.5e-9; }));
  EXPECT_NEAR(above / 20001.0, 0.5 * std::erfc(0.5 / std::sqrt(2.0)), 0.02);
}

// Noise of both polarisations: one in the field, the other as a density.
TEST(OpticalSpectrumAnalyzer, FindsAKnownSignalToNoiseRatio) {
  const double power = 1e-3;
  for (const double osnr_db : {15.0, 25.0, 35.0}) {
    const double reference_hz = light_speed * 0.1e-9 / (1550e-9 * 1550e-9);
    const double density = 0.5 * power / (std::pow(10.0, osnr_db / 10.0) * reference_hz);
    const core::TimeGrid long_grid(1U << 17U, 5e-12);
    Light light = test::steady_light(long_grid, power);
    WhiteNoise({.seed = 1, .stream = 1}, 0).add_to(light.field, density / long_grid.step());
    light.orthogonal_noise = {.density_w_per_hz = density};
    Parameters parameters = around_1550(0.05e-9);
    parameters.num_points = 241;
    const double found = optical_signal_to_noise_db(
        swept(parameters, light),
        {.channel_width_m = 0.4e-9, .noise_offset_m = 0.35e-9, .noise_width_m = 0.2e-9});
    EXPECT_NEAR(found, osnr_db, 0.1);
  }
}

TEST(OpticalSpectrumAnalyzer, RefusesSweepsAndWindowsThatDoNotFit) {
  test::expect_error<core::InputError>("input.spectrum_analyzer", {"span", "two points"},
                                       [] { OpticalSpectrumAnalyzer({.num_points = 1}, seed); });
  const OpticalSpectrum spectrum = swept(around_1550(0.05e-9), line(1e-3, 0));
  test::expect_error<core::InputError>("input.spectrum", {"outside the sweep"}, [&] {
    static_cast<void>(optical_signal_to_noise_db(spectrum, {.noise_offset_m = 2e-9}));
  });
  test::expect_error<core::InputError>("input.spectrum", {"no signal"}, [&] {
    OpticalSpectrum dark = spectrum;
    std::ranges::fill(dark.power_w, 0.0);
    static_cast<void>(optical_signal_to_noise_db(dark, {}));
  });
}

}  // namespace
}  // namespace fiberloom::sim
