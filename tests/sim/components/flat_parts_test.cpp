#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/delay_line.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/optical_filter.hpp>
#include <fiberloom/sim/components/optical_switch.hpp>
#include <fiberloom/sim/components/spliced_connection.hpp>
#include <fiberloom/sim/components/variable_attenuator.hpp>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

double from_db(double db) { return std::pow(10.0, 0.1 * db); }

TEST(VariableAttenuator, HasStepsRangeSettlingAndLoss) {
  const VariableAttenuator attenuator({.insertion_loss_db = 0.8,
                                       .step_db = 0.1,
                                       .maximum_db = 30.0,
                                       .settling = {.settling_time_s = 5e-3}});
  EXPECT_NEAR(attenuator.realised_db(3.14), 3.1, 1e-12);
  EXPECT_EQ(attenuator.realised_db(45.0), 30.0);
  EXPECT_EQ(attenuator.realised_db(-1.0), 0.0);
  EXPECT_EQ(attenuator.attenuation_db(10.0, 3.0, 5e-3), 3.0);
  EXPECT_EQ(attenuator.attenuation_db(10.0, 3.0, 0.0), 10.0);
  Light light = test::constant_light(8, 1e-3);
  light.orthogonal_noise.density_w_per_hz = 1e-17;
  attenuator.pass(light, 3.1);
  EXPECT_NEAR(mean_field_power_w(light), 1e-3 * from_db(-3.9), 1e-15);
  EXPECT_NEAR(light.orthogonal_noise.density_w_per_hz, 1e-17 * from_db(-3.9), 1e-30);
}

TEST(VariableAttenuator, LosesMoreAcrossItsAxisAndNothingWhenIdeal) {
  Light light = test::constant_light(8, 1e-3);
  light.polarization = {0.0, 1.0};
  VariableAttenuator({.polarization_loss = {.loss_db = 0.2}}).pass(light, 0.0);
  EXPECT_NEAR(mean_field_power_w(light), 1e-3 * from_db(-0.2), 1e-15);
  Light same = test::constant_light(8, 1e-3);
  VariableAttenuator({}).pass(same, VariableAttenuator({}).realised_db(0.0));
  EXPECT_EQ(same.field, test::constant_light(8, 1e-3).field);
  test::expect_error<core::InputError>("input.attenuator", {"negative"},
                                       [] { return VariableAttenuator({.step_db = -0.1}); });
}

TEST(SplicedConnection, IsNewWithEveryMatingAndNeverGains) {
  const SplicedConnection connector({.mode_mismatch_db = 0.05, .mean_offset_loss_db = 0.15},
                                    {.seed = 61, .stream = 1});
  constexpr std::int64_t count = 20'000;
  double mean = 0.0;
  double beyond = 0.0;
  for (std::int64_t mating = 0; mating < count; ++mating) {
    const double loss_db = connector.loss_db(mating, Moment{});
    EXPECT_GE(loss_db, 0.05);
    mean += loss_db / count;
    beyond += loss_db > 0.35 ? 1.0 / count : 0.0;
  }
  EXPECT_NEAR(mean, 0.2, 4.5 * 0.15 / std::sqrt(count));
  const double share = std::exp(-2.0);
  EXPECT_NEAR(beyond, share, 4.5 * std::sqrt(share * (1.0 - share) / count));
  EXPECT_EQ(connector.loss_db(7, Moment{}), connector.loss_db(7, Moment{.time_s = 1e5, .shot = 3}));
}

TEST(SplicedConnection, DriftsSlowlyAndStopsAtNoLoss) {
  constexpr std::uint64_t count = 4000;
  double square = 0.0;
  for (std::uint64_t stream = 0; stream < count; ++stream) {
    const SplicedConnection joint(
        {.mode_mismatch_db = 1.0, .drift_db = {.deviation = 0.02, .correlation_time_s = 600.0}},
        {.seed = 62, .stream = stream});
    const double away_db = joint.loss_db(0, Moment{.time_s = 4000.0}) - 1.0;
    square += away_db * away_db / count;
    const SplicedConnection perfect({.drift_db = {.deviation = 0.02, .correlation_time_s = 600.0}},
                                    {62, stream});
    EXPECT_GE(perfect.loss_db(0, Moment{.time_s = 4000.0}), 0.0);
  }
  EXPECT_NEAR(square, 4e-4, 4.5 * 4e-4 * std::sqrt(2.0 / count));
  Light light = test::constant_light(4, 1e-3);
  SplicedConnection({.mode_mismatch_db = 1.0}, {1, 2}).pass(light, 0, Moment{});
  EXPECT_NEAR(mean_field_power_w(light), 1e-3 * from_db(-1.0), 1e-15);
  EXPECT_EQ(SplicedConnection({}, {1, 2}).loss_db(5, Moment{}), 0.0);
}

TEST(OpticalSwitch, OpensInItsTimeAndLeaks) {
  const OpticalSwitch fast(
      {.insertion_loss_db = 1.0, .crosstalk_db = 50.0, .settling = {.settling_time_s = 1e-3}});
  Light light = test::constant_light(8, 1e-3);
  fast.pass(light, 0.0);
  EXPECT_EQ(mean_field_power_w(light), 0.0);
  Light open = test::constant_light(8, 1e-3);
  fast.pass(open, 1e-3);
  EXPECT_NEAR(mean_field_power_w(open), 1e-3 * from_db(-1.0), 1e-15);

  Light other = test::constant_light(8, 4e-3);
  fast.add_crosstalk(light, other);
  EXPECT_NEAR(mean_power_w(light), 4e-3 * from_db(-51.0), 1e-20);
  other.polarization = {0.0, 1.0};
  Light crossed = test::constant_light(8, 0.0);
  fast.add_crosstalk(crossed, other);
  EXPECT_EQ(mean_field_power_w(crossed), 0.0);
  EXPECT_NEAR(mean_power_w(crossed), 4e-3 * from_db(-51.0), 1e-20);
}

TEST(OpticalSwitch, IdealOneIsAPieceOfFibre) {
  const OpticalSwitch ideal({});
  Light light = test::constant_light(8, 1e-3);
  ideal.pass(light, 0.0);
  ideal.add_crosstalk(light, test::constant_light(8, 1.0));
  EXPECT_EQ(light.field, test::constant_light(8, 1e-3).field);
  test::expect_error<core::InputError>("input.shape", {"long"}, [&] {
    OpticalSwitch({.crosstalk_db = 40.0}).add_crosstalk(light, test::constant_light(4, 1.0));
  });
}

TEST(DelayLine, MovesTheFrameByItsSetting) {
  const DelayLine line({.maximum_s = 300e-12, .step_s = 1e-12, .insertion_loss_db = 1.0});
  EXPECT_NEAR(line.realised_s(14.6e-12), 15e-12, 1e-24);
  EXPECT_EQ(line.realised_s(1.0), 300e-12);
  EXPECT_EQ(line.delay_s(0.0, 15e-12, 0.0), 15e-12);
  const OpticalBand band = test::line_band(128);
  const Light before = test::noise_light(128, 60e9, 1e-3);
  Light light = before;
  pass_linear(light, band, Moment{}, line.set_to(15e-12));
  for (std::size_t j = 0; j < 128; ++j) {
    EXPECT_NEAR(std::abs(light.field[(j + 3) % 128] - std::sqrt(from_db(-1.0)) * before.field[j]),
                0.0, 1e-14);
  }
}

TEST(OpticalFilter, HalvesThePowerAtItsEdgesAndMovesWithTemperature) {
  const OpticalBand band = test::line_band(256);  // bins 781.25 MHz apart
  const OpticalFilter filter({.bandwidth_hz = 50e9,
                              .center_offset_hz = 10e9,
                              .center_drift_hz_per_k = -5e9,
                              .insertion_loss_db = 2.0});
  for (const double warmer_k : {0.0, 1.0}) {
    auto row = unit_transfer(band);
    filter.multiply_transfer(row, band, Moment{.temperature_k = 296.15 + warmer_k});
    const double edge_hz = 35e9 - 5e9 * warmer_k;
    // Optical offset above the carrier is the bin at minus that frequency.
    const auto bin = static_cast<std::size_t>(std::lround(256.0 - edge_hz / 781.25e6));
    const double offset_hz = (256.0 - static_cast<double>(bin)) * 781.25e6;
    const double away = (offset_hz - (10e9 - 5e9 * warmer_k)) / 25e9;
    EXPECT_NEAR(std::norm(row[bin]), from_db(-2.0) * std::exp2(-std::pow(away, 8)), 1e-9);
  }
}

TEST(OpticalFilter, NoiseBandwidthIsTheIntegralOfItsTransmission) {
  const OpticalBand band = test::line_band(4096);
  for (const int order : {1, 2, 4}) {
    const OpticalFilter filter({.bandwidth_hz = 40e9, .order = order});
    auto row = unit_transfer(band);
    filter.multiply_transfer(row, band, Moment{});
    double sum = 0.0;
    for (const std::complex<double>& value : row) {
      sum += std::norm(value) / (4096 * test::line_step_s);
    }
    EXPECT_NEAR(filter.noise_bandwidth_hz() / sum, 1.0, 1e-6) << order;
    Light light = test::constant_light(4, 0.0);
    light.orthogonal_noise.density_w_per_hz = 1e-17;
    filter.carry_along(light, Moment{});
    EXPECT_DOUBLE_EQ(mean_power_w(light), 1e-17 * filter.noise_bandwidth_hz());
  }
  test::expect_error<core::InputError>("input.filter", {"order"},
                                       [] { return OpticalFilter({.order = 0}); });
}

}  // namespace
}  // namespace fiberloom::sim
