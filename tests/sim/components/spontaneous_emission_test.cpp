#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/sim/components/optical_amplifier.hpp>
#include <fiberloom/sim/components/spontaneous_emission.hpp>
#include <vector>

#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

constexpr double photon_j = 6.62607015e-34 * 299792458.0 / 1550e-9;
constexpr double osnr_bandwidth_hz = 12.5e9;

double from_db(double db) { return std::pow(10.0, 0.1 * db); }
double to_db(double ratio) { return 10.0 * std::log10(ratio); }

TEST(SpontaneousEmission, AgreesWithTheReferenceTable) {
  const auto inputs = test::reference_rows("devices.edfa_ase", "input.npy");
  const auto expected = test::reference_rows("devices.edfa_ase", "expected.npy");
  ASSERT_EQ(inputs.size(), 6U);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const double factor = noise_factor_of(inputs[i][0]);
    const double gain = from_db(inputs[i][1]);
    const double density = spontaneous_emission_w_per_hz(gain, factor, 1550e-9);
    EXPECT_NEAR(density / expected[i][0], 1.0, 1e-12);
    EXPECT_NEAR(density / (photon_j * (gain - 1.0)) / expected[i][1], 1.0, 1e-12);
    EXPECT_NEAR(2.0 * density * osnr_bandwidth_hz / expected[i][2], 1.0, 1e-12);
    const double output_w = gain * 1e-3 * from_db(inputs[i][2]);
    EXPECT_NEAR(to_db(output_w / (2.0 * density * osnr_bandwidth_hz)), expected[i][3], 1e-9);
  }
}

// What comes out of the component, counted in the frame: signal in its line, noise everywhere else.
TEST(SpontaneousEmission, OfAnAmplifierMeasuresAsTheReferenceTableSays) {
  const auto inputs = test::reference_rows("devices.edfa_ase", "input.npy");
  const auto expected = test::reference_rows("devices.edfa_ase", "expected.npy");
  constexpr std::size_t size = 200'000;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const double input_w = 1e-3 * from_db(inputs[i][2]);
    const OpticalAmplifier amplifier({.noise_figure = {.at_maximum_gain_db = inputs[i][0]}},
                                     {.seed = 11, .stream = i});
    Light light = test::constant_light(size, input_w);
    amplifier.pass(light, ConstantGain{inputs[i][1]}, input_w, Moment{.shot = 3});
    const double signal_w = test::line_power_w(light, 0);
    const double along = (mean_field_power_w(light) - signal_w) * light.sample_interval_s;
    const double density = along + light.orthogonal_noise.density_w_per_hz;
    EXPECT_NEAR(to_db(signal_w / (density * osnr_bandwidth_hz)), expected[i][3], 0.03);
    EXPECT_NEAR(to_db(along / expected[i][0]), 0.0, 0.05);
    EXPECT_NEAR(light.orthogonal_noise.density_w_per_hz / expected[i][0], 1.0, 1e-12);
  }
}

TEST(SpontaneousEmission, AddsUpAlongAChain) {
  const auto stages = test::reference_rows("devices.amplifier_chain", "input.npy");
  const auto expected = test::reference_rows("devices.amplifier_chain", "expected.npy");
  Light light = test::constant_light(200'000, 1e-3);
  std::vector<AmplifierStage> friis;
  double net_db = 0.0;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const double loss_db = stages[i][0];
    for (std::complex<double>& value : light.field) {
      value *= std::sqrt(from_db(-loss_db));
    }
    light.orthogonal_noise.density_w_per_hz *= from_db(-loss_db);
    const OpticalAmplifier amplifier({.noise_figure = {.at_maximum_gain_db = stages[i][2]}},
                                     {.seed = 12, .stream = i});
    amplifier.pass(light, ConstantGain{stages[i][1]}, mean_power_w(light), Moment{});
    const double signal_w = test::line_power_w(light, 0);
    const double density = (mean_field_power_w(light) - signal_w) * light.sample_interval_s;
    EXPECT_NEAR(signal_w / expected[i][0], 1.0, 2e-3);
    EXPECT_NEAR(to_db(density / expected[i][1]), 0.0, 0.05);
    EXPECT_NEAR(light.orthogonal_noise.density_w_per_hz / expected[i][1], 1.0, 1e-9);
    EXPECT_NEAR(to_db(signal_w / (2.0 * density * osnr_bandwidth_hz)), expected[i][2], 0.1);

    friis.push_back({.gain_db = -loss_db, .noise_figure_db = loss_db});
    friis.push_back({.gain_db = stages[i][1], .noise_figure_db = stages[i][2]});
    net_db += stages[i][1] - loss_db;
    // Friis counts the vacuum that enters through losses too: F G - 1 of the whole chain is what all that comes to.
    const double total = spontaneous_emission_w_per_hz(
        from_db(net_db), from_db(chain_noise_figure_db(friis)), 1550e-9);
    EXPECT_NEAR(total / expected[i][1], 1.0, 1e-9);
  }
}

TEST(SpontaneousEmission, FriisAndAnAmplifierWithoutNoise) {
  EXPECT_NEAR(chain_noise_figure_db(std::vector<AmplifierStage>{{20.0, 5.0}, {20.0, 7.0}}),
              to_db(from_db(5.0) + (from_db(7.0) - 1.0) / 100.0), 1e-12);
  EXPECT_NEAR(chain_noise_figure_db(std::vector<AmplifierStage>{{-3.0, 3.0}, {20.0, 5.0}}), 8.0,
              1e-12);
  EXPECT_EQ(spontaneous_emission_w_per_hz(1000.0, noise_factor_of(0.0), 1550e-9), 0.0);
}

TEST(SpontaneousEmission, FilteredOrthogonalNoiseKeepsItsPowerThroughAnAmplifier) {
  OrthogonalNoise noise{.density_w_per_hz = 1e-16, .bandwidth_hz = 5e10};
  amplify(noise, 10.0, 2e-16, 2e11);
  EXPECT_DOUBLE_EQ(noise.density_w_per_hz * 2e11, 10.0 * 1e-16 * 5e10 + 2e-16 * 2e11);
  EXPECT_EQ(noise.bandwidth_hz, 0.0);
}

}  // namespace
}  // namespace fiberloom::sim
