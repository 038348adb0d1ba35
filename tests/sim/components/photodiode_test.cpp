#include <gtest/gtest.h>

#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/sim/components/photodiode.hpp>
#include <fiberloom/sim/white_noise.hpp>

#include "component_frames.hpp"
#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

using test::Complex;

constexpr ComponentSeed seed{.bench = 17, .name = "photodiode"};
constexpr double charge = 1.602176634e-19;
constexpr double boltzmann = 1.380649e-23;
const core::TimeGrid grid(1U << 16U, 5e-12);  // half band 100 GHz
const ElectricalLowPass receiver{.bandwidth_hz = 25e9, .order = 4};

std::vector<double> detected(const PhotodiodeParameters& parameters, const Light& light,
                             const Moment& moment = {}, double responsivity_factor = 1.0) {
  Workspace workspace;
  std::vector<double> signal(light.field.size());
  Photodiode(parameters, light.grid(), seed)
      .detect(light, responsivity_factor, signal, moment, workspace);
  return signal;
}

// Independent values that a variance behind the filter is estimated from: 2 B T, of Gaussian noise.
double tolerance_of_variance(double noise_bandwidth) {
  return 5.0 * std::sqrt(1.0 / (noise_bandwidth * static_cast<double>(grid.size()) * grid.step()));
}

TEST(Photodiode, WithoutFaultsGivesResponsivityTimesPower) {
  const core::TimeGrid small(50, 1e-11);
  Light light = test::steady_light(small, 1e-3);
  for (std::size_t j = 0; j < 50; ++j) {
    light.field[j] *= std::polar(1.0 + 0.01 * static_cast<double>(j), 0.1 * static_cast<double>(j));
  }
  const std::vector<double> signal = detected({.responsivity_a_per_w = 0.7}, light, {}, 0.9);
  for (std::size_t j = 0; j < 50; ++j) {
    EXPECT_NEAR(signal[j], 0.63 * std::norm(light.field[j]), 1e-15);
  }
}

// Integral of |H|^2 of a fourth-order Bessel filter up to four times its bandwidth, where the grid ends; 30 digits.
constexpr double bessel_noise_bandwidth = 1.04615500305991;

// The reference case's bandwidth is the noise bandwidth: variance = density * B for the B that the filter has here.
TEST(Photodiode, HasTheNoiseOfTheReferenceCaseBehindItsFilter) {
  const auto input = test::reference_table("devices.photodiode_noise", "input.npy");
  const auto expected = test::reference_table("devices.photodiode_noise", "expected.npy");
  const PhotodiodeParameters base{
      .responsivity_a_per_w = 0.7, .dark_current_a = 10e-9, .low_pass = receiver};
  PhotodiodeParameters shot = base;
  shot.excess_noise_factor = 1.0;
  PhotodiodeParameters thermal = base;
  thermal.load_ohm = 50.0;
  PhotodiodeParameters amplifier = base;
  amplifier.noise_equivalent_power_w_per_sqrt_hz = 20e-12;
  const double bandwidth = Photodiode(base, grid, seed).equivalent_noise_bandwidth_hz();
  EXPECT_NEAR(bandwidth, bessel_noise_bandwidth * 25e9, 1e-6 * 25e9);
  const Moment moment{.temperature_k = 300.0, .shot = 2};
  const double band = tolerance_of_variance(bandwidth);
  ASSERT_EQ(input.batch(), 4U);
  for (std::size_t row = 0; row < input.batch(); ++row) {
    const Light light = test::steady_light(grid, 1e-3 * input.row(row)[0]);
    const double per_reference = 25e9 / bandwidth;
    const auto variance = [&](const PhotodiodeParameters& parameters) {
      return per_reference * test::variance_of(detected(parameters, light, moment));
    };
    EXPECT_NEAR(test::mean_of(detected(base, light)) - 10e-9, expected.row(row)[0], 1e-14);
    EXPECT_NEAR(variance(shot) / expected.row(row)[1], 1.0, band) << row;
    EXPECT_NEAR(variance(thermal) / expected.row(row)[2], 1.0, band) << row;
    EXPECT_NEAR(variance(amplifier) / expected.row(row)[3], 1.0, band) << row;
  }
}

TEST(Photodiode, HasTheNoiseOfItsFilterForEveryOrderAndRate) {
  for (int order = 2; order <= 4; ++order) {
    for (const double step : {5e-12, 12e-12}) {  // 25 GHz on half bands of 100 and 42 GHz
      const core::TimeGrid this_grid(1U << 16U, step);
      const PhotodiodeParameters parameters{
          .load_ohm = 50.0,
          .low_pass = {.bandwidth_hz = 25e9, .order = order, .shape = FilterShape::butterworth}};
      const double bandwidth =
          Photodiode(parameters, this_grid, seed).equivalent_noise_bandwidth_hz();
      const double expected = 4.0 * boltzmann * 290.0 * bandwidth / 50.0;
      const double found = test::variance_of(
          detected(parameters, test::steady_light(this_grid, 1e-3), {.temperature_k = 290.0}));
      EXPECT_NEAR(found / expected, 1.0, 0.05) << order << " " << step;
    }
  }
}

TEST(Photodiode, HasShotNoiseWhereTheLightIs) {
  Light light = test::steady_light(grid, 1e-3);
  std::fill(light.field.begin() + 32768, light.field.end(), Complex(std::sqrt(4e-3)));
  const PhotodiodeParameters parameters{.excess_noise_factor = 1.0};
  const std::vector<double> signal = detected(parameters, light);
  const double dim = test::variance_of(std::span(signal).first(32768));
  const double bright = test::variance_of(std::span(signal).last(32768));
  EXPECT_NEAR(dim / (2.0 * charge * 1e-3 * 100e9), 1.0, 5.0 * std::sqrt(2.0 / 32768));
  EXPECT_NEAR(bright / dim, 4.0, 4.0 * 5.0 * std::sqrt(4.0 / 32768));
}

TEST(Photodiode, CompressesByOneDecibelAtItsSaturationPower) {
  const core::TimeGrid small(16, 1e-11);
  const PhotodiodeParameters parameters{.responsivity_a_per_w = 0.7, .saturation_power_w = 5e-3};
  EXPECT_NEAR(detected(parameters, test::steady_light(small, 5e-3))[3],
              0.7 * 5e-3 * std::pow(10.0, -0.1), 1e-15);
  EXPECT_NEAR(detected(parameters, test::steady_light(small, 5e-9))[3] / (0.7 * 5e-9), 1.0, 1e-6);
}

TEST(Photodiode, FollowsTheLightWithinItsBandwidthAndLosesTheMeanWhenAcCoupled) {
  const core::TimeGrid small(64, 1e-11);
  Light light = test::steady_light(small, 1.0);
  const std::vector<double> power = test::cosine(64, 6.0, 0.4);
  for (std::size_t j = 0; j < 64; ++j) {
    light.field[j] = std::sqrt(1.0 + power[j]);
  }
  const double frequency = 6.0 / 640e-12;
  const std::vector<double> signal =
      detected({.low_pass = receiver, .low_cutoff_hz = 3e9, .volts_per_ampere = 50.0}, light);
  const Complex high_pass = Complex(0.0, frequency) / Complex(3e9, frequency);
  const Complex expected = 50.0 * 0.2 * high_pass * transfer_at(receiver, frequency);
  EXPECT_NEAR(std::abs(test::component(signal, 6) - expected), 0.0, 1e-13);
  EXPECT_NEAR(test::mean_of(signal), 0.0, 1e-14);
}

TEST(Photodiode, ReportsLightThatWouldDestroyIt) {
  const core::TimeGrid small(16, 1e-11);
  const Photodiode diode({.damage_power_w = 10e-3}, small, seed);
  Workspace workspace;
  std::vector<double> signal(16);
  Light light = test::steady_light(small, 9e-3);
  Exposure exposure = diode.detect(light, 1.0, signal, {}, workspace);
  EXPECT_NEAR(exposure.mean_power_w, 9e-3, 1e-15);
  EXPECT_FALSE(exposure.is_above_damage);
  light.orthogonal_noise = {.density_w_per_hz = 1e-14, .bandwidth_hz = 2e11};  // 2 mW more
  exposure = diode.detect(light, 1.0, signal, {}, workspace);
  EXPECT_NEAR(exposure.mean_power_w, 11e-3, 1e-15);
  EXPECT_TRUE(exposure.is_above_damage);
}

// White circular noise of that density per hertz, limited to an optical bandwidth around the carrier.
void add_optical_noise(Light& light, double density_w_per_hz, double optical_hz,
                       std::int64_t shot) {
  core::AlignedVector<Complex> noise(light.field.size());
  WhiteNoise({.seed = 9, .stream = 1}, shot)
      .add_to(noise, density_w_per_hz / light.sample_interval_s);
  const core::FftPlan<double> plan(noise.size());
  plan.forward(noise);
  const std::vector<double> angular = light.grid().angular_frequencies();
  for (std::size_t k = 0; k < noise.size(); ++k) {
    if (std::abs(angular[k]) > std::numbers::pi * optical_hz) {
      noise[k] = 0.0;
    }
  }
  plan.inverse(noise);
  for (std::size_t j = 0; j < noise.size(); ++j) {
    light.field[j] += noise[j];
  }
}

// 4 R^2 (G P) S B from the field, and R^2 S^2 (2 Bo - B) B beside it.
TEST(Photodiode, BeatsTheSignalWithNoiseAlongIt) {
  const double density = 2e-17;
  const double optical = 80e9;
  Light light = test::steady_light(grid, 1e-3);
  add_optical_noise(light, density, optical, 1);
  const PhotodiodeParameters parameters{.responsivity_a_per_w = 0.8, .low_pass = receiver};
  // The receiver passes a little beyond half the optical band, where there is nothing to beat with.
  std::vector<Complex> within = one_sided_transfer(receiver, grid);
  const std::vector<double> frequencies = one_sided_frequencies_hz(grid);
  for (std::size_t k = 0; k < within.size(); ++k) {
    within[k] *= frequencies[k] <= 0.5 * optical ? 1.0 : 0.0;
  }
  const double bandwidth = noise_bandwidth_hz(within, grid);
  const double expected = 4.0 * 0.64 * 1e-3 * density * bandwidth;
  EXPECT_NEAR(test::variance_of(detected(parameters, light)) / expected, 1.0,
              tolerance_of_variance(bandwidth));
}

double beat_noise(double density, double optical, double bandwidth) {
  return density * density * (2.0 * optical - bandwidth) * bandwidth;
}

TEST(Photodiode, BeatsNoiseWithItself) {
  const double density = 1e-14;
  const double optical = 80e9;
  Light along = test::steady_light(grid, 0.0);
  add_optical_noise(along, density, optical, 2);
  Light across = test::steady_light(grid, 0.0);
  across.orthogonal_noise = {.density_w_per_hz = density, .bandwidth_hz = optical};
  const PhotodiodeParameters parameters{.responsivity_a_per_w = 0.8, .low_pass = receiver};
  const double bandwidth = Photodiode(parameters, grid, seed).equivalent_noise_bandwidth_hz();
  const double expected = 0.64 * beat_noise(density, optical, bandwidth);
  const std::vector<double> from_field = detected(parameters, along);
  const std::vector<double> from_density = detected(parameters, across);
  // The spectrum falls as Bo - f, and the filter is no rectangle: 2 % apart, beside the estimate's own spread.
  EXPECT_NEAR(test::variance_of(from_field) / expected, 1.0,
              0.03 + tolerance_of_variance(bandwidth));
  EXPECT_NEAR(test::variance_of(from_density) / expected, 1.0, tolerance_of_variance(bandwidth));
  EXPECT_NEAR(test::mean_of(from_density) / (0.8 * density * optical), 1.0, 0.01);
  EXPECT_NEAR(test::mean_of(from_field) / test::mean_of(from_density), 1.0, 0.02);
}

TEST(Photodiode, DependsOnTheShotAndItsOwnNameAlone) {
  const PhotodiodeParameters parameters{.load_ohm = 50.0};
  const Light light = test::steady_light(grid, 1e-3);
  Workspace workspace;
  const auto signal_of = [&](const ComponentSeed& of, std::int64_t shot) {
    std::vector<double> signal(grid.size());
    Photodiode(parameters, grid, of).detect(light, 1.0, signal, {.shot = shot}, workspace);
    return signal;
  };
  const std::vector<double> first = signal_of(seed, 5);
  const std::vector<double> next_shot = signal_of(seed, 6);
  const std::vector<double> neighbour = signal_of({.bench = 17, .name = "monitor"}, 5);
  EXPECT_EQ(first, signal_of(seed, 5));
  const double band = 5.0 / std::sqrt(static_cast<double>(grid.size()));
  EXPECT_LT(std::abs(test::correlation_of(first, next_shot)), band);
  EXPECT_LT(std::abs(test::correlation_of(first, neighbour)), band);
}

TEST(Photodiode, RefusesNegativeNumbers) {
  test::expect_error<core::InputError>("input.photodiode", {"negative"},
                                       [] { Photodiode({.load_ohm = -50.0}, grid, seed); });
}

}  // namespace
}  // namespace fiberloom::sim
