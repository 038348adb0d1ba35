#include <gtest/gtest.h>

#include <fiberloom/sim/components/mode_locked_source.hpp>

#include "component_frames.hpp"
#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

using Parameters = ModeLockedSourceParameters;

constexpr ComponentSeed seed{.bench = 4, .name = "comb"};
const core::TimeGrid fine(4096, 0.05e-12);  // 204.8 ps

Parameters pulses_of(PulseShape shape) {
  return {.shape = shape,
          .width_s = 2e-12,
          .repetition_rate_hz = 1.0 / 51.2e-12,
          .average_power_w = 0.01};
}

Light emitted(const Parameters& parameters, const core::TimeGrid& grid, std::int64_t shot = 0) {
  Light light;
  ModeLockedSource(parameters, grid, seed).emit(light, {.shot = shot});
  return light;
}

TEST(ModeLockedSource, HasItsAveragePowerAndAsManyPulsesAsPeriods) {
  for (const PulseShape shape : {PulseShape::gaussian, PulseShape::sech_squared}) {
    const Light light = emitted(pulses_of(shape), fine);
    EXPECT_NEAR(mean_field_power_w(light), 0.01, 1e-12);
    for (std::size_t j = 0; j < 3072; ++j) {
      ASSERT_NEAR(std::abs(light.field[j] - light.field[j + 1024]), 0.0, 1e-12);
    }
  }
}

TEST(ModeLockedSource, HasTheShapeAndWidthAsked) {
  const Light gauss = emitted(pulses_of(PulseShape::gaussian), fine);
  const Light sech = emitted(pulses_of(PulseShape::sech_squared), fine);
  const std::size_t middle = 2048;  // time 0
  const double ln2 = std::log(2.0);
  const double unit = 2.0 * std::log(1.0 + std::sqrt(2.0));
  for (const std::size_t away : {10U, 20U, 40U}) {  // 20 samples: half the width
    const double widths = static_cast<double>(away) * 0.05 / 2.0;
    const double gauss_share =
        std::norm(gauss.field[middle + away]) / std::norm(gauss.field[middle]);
    EXPECT_NEAR(gauss_share, std::exp(-4.0 * ln2 * widths * widths), 1e-12);
    const double sech_share = std::norm(sech.field[middle - away]) / std::norm(sech.field[middle]);
    EXPECT_NEAR(sech_share, std::pow(std::cosh(unit * widths), -2.0), 1e-12);
  }
}

TEST(ModeLockedSource, ChirpsWithoutChangingItsPower) {
  Parameters parameters = pulses_of(PulseShape::gaussian);
  const Light plain = emitted(parameters, fine);
  parameters.chirp = 2.5;
  const Light chirped = emitted(parameters, fine);
  const double unit_time = 2e-12 / (2.0 * std::sqrt(std::log(2.0)));
  const double x = 15.0 * 0.05e-12 / unit_time;
  const auto ratio = chirped.field[2048 + 15] / plain.field[2048 + 15];
  EXPECT_NEAR(std::abs(ratio), 1.0, 1e-12);
  EXPECT_NEAR(std::arg(ratio), -0.5 * 2.5 * x * x, 1e-12);
}

TEST(ModeLockedSource, HasOnePulseInAFrameShorterThanAPeriod) {
  Parameters parameters = pulses_of(PulseShape::gaussian);
  parameters.repetition_rate_hz = 100e6;
  const Light light = emitted(parameters, fine);
  const double energy = mean_field_power_w(light) * 204.8e-12;
  EXPECT_NEAR(energy / (0.01 / 100e6), 1.0, 1e-12);
}

TEST(ModeLockedSource, JittersInTimeAndEnergy) {
  Parameters parameters = pulses_of(PulseShape::gaussian);
  parameters.repetition_rate_hz = 1.0 / 204.8e-12;
  parameters.timing_jitter_s = 0.3e-12;
  parameters.energy_noise = 0.02;
  constexpr int shots = 1000;
  std::vector<double> delays;
  std::vector<double> powers;
  for (int shot = 0; shot < shots; ++shot) {
    const Light light = emitted(parameters, fine, shot);
    double center = 0.0;
    double sum = 0.0;
    for (std::size_t j = 0; j < fine.size(); ++j) {
      const double power = std::norm(light.field[j]);
      center += power * (static_cast<double>(j) - 2048.0) * fine.step();
      sum += power;
    }
    delays.push_back(center / sum);
    powers.push_back(mean_field_power_w(light) / 0.01);
  }
  const double band = 5.0 * std::sqrt(2.0 / shots);
  EXPECT_NEAR(test::variance_of(delays) / (0.3e-12 * 0.3e-12), 1.0, band);
  EXPECT_NEAR(test::variance_of(powers) / (0.02 * 0.02), 1.0, band);
  EXPECT_LT(std::abs(test::correlation_of(delays, powers)), 5.0 / std::sqrt(shots));
}

TEST(ModeLockedSource, LetsPulsesWrapRoundTheFrame) {
  Parameters parameters = pulses_of(PulseShape::sech_squared);
  parameters.repetition_rate_hz = 2.0 / 204.8e-12;  // the second pulse lies on the frame's edge
  const Light light = emitted(parameters, fine);
  EXPECT_NEAR(std::abs(light.field[4096 - 7] - light.field[7]), 0.0, 1e-12);
  EXPECT_NEAR(std::abs(light.field[7] - light.field[2048 + 7]), 0.0, 1e-12);
}

TEST(ModeLockedSource, RefusesTrainsThatDoNotFitTheFrame) {
  Parameters parameters = pulses_of(PulseShape::gaussian);
  parameters.repetition_rate_hz = 1.5 / 204.8e-12;
  test::expect_error<core::InputError>("input.pulses", {"whole number of periods"},
                                       [&] { ModeLockedSource(parameters, fine, seed); });
  parameters.repetition_rate_hz = 50.0 / 204.8e-12;
  test::expect_error<core::InputError>("input.pulses", {"overlap"},
                                       [&] { ModeLockedSource(parameters, fine, seed); });
  parameters.width_s = 0.0;
  test::expect_error<core::InputError>("input.pulses", {"width"},
                                       [&] { ModeLockedSource(parameters, fine, seed); });
}

}  // namespace
}  // namespace fiberloom::sim
