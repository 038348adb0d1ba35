#include "bench/dither.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace fiberloom::sim {
namespace {

constexpr double brillouin_hz = 30e6;

// By how much the Brillouin threshold rises.
double factor(double index, double frequency_hz) {
  const Dither dither{.drive_v = index / std::numbers::pi * 4.0,
                      .frequency_hz = frequency_hz,
                      .half_wave_voltage_v = 4.0};
  return 1.0 + dithered_linewidth_hz(dither, brillouin_hz) / brillouin_hz;
}

TEST(Dither, LeavesACarrierAloneWithoutDriveOrFrequency) {
  EXPECT_EQ(factor(0.0, 60e6), 1.0);
  EXPECT_EQ(factor(3.0, 0.0), 1.0);
}

// Shares of the lines: tables of Bessel functions.
TEST(Dither, RaisesTheThresholdByItsStrongestLine) {
  EXPECT_NEAR(factor(1.0, 60e6), 1.0 / (0.765198 * 0.765198), 1e-4) << "the carrier, J0(1)";
  EXPECT_NEAR(factor(2.404826, 60e6), 1.0 / (0.519147 * 0.519147), 1e-4) << "J0 is 0, J1 is left";
}

TEST(Dither, CountsLinesWithinABrillouinLinewidthTogether) {
  // At 20 MHz two neighbours count: J0(1)^2 + J1(1)^2.
  EXPECT_NEAR(factor(1.0, 20e6), 1.0 / (0.765198 * 0.765198 + 0.440051 * 0.440051), 1e-4);
  EXPECT_LT(factor(6.0, 1e6), 2.0) << "13 MHz wide at most: hardly broader than the gain";
  EXPECT_EQ(factor(3.0, 1e3), 1.0) << "so slow that all of it is one line";
}

}  // namespace
}  // namespace fiberloom::sim
