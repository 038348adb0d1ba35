#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/sim/components/fiber_spool.hpp>
#include <numbers>

#include "line_light.hpp"

// Intensity modulation, a spool, and a square-law detector, against the reference tables.
namespace fiberloom::sim {
namespace {

constexpr std::size_t size = 64;
constexpr double depth = 1e-4;
constexpr double chirp = 0.7;

// Relative modulation of the intensity at f behind 50 km of D = 17, for a modulation of that chirp.
double response_at(double frequency_hz) {
  const OpticalBand band = test::line_band(size, 1.0 / (static_cast<double>(size) * frequency_hz));
  const FiberSpool spool({.length_m = 5e4,
                          .dispersion_ps_per_nm_km = 17.0,
                          .slope_ps_per_nm2_km = -2.0 * 17.0 / 1550.0},
                         {1, 2});
  Light light = test::constant_light(size, 0.0);
  light.sample_interval_s = band.grid().step();
  for (std::size_t j = 0; j < size; ++j) {
    const double turn = 2.0 * std::numbers::pi * static_cast<double>(j) / size;
    const double power = 1.0 + depth * std::cos(turn);
    light.field[j] = std::polar(std::sqrt(power), 0.5 * chirp * std::log(power));
  }
  spool.pass(light, band, Moment{});
  std::complex<double> sum;
  for (std::size_t j = 0; j < size; ++j) {
    const double turn = 2.0 * std::numbers::pi * static_cast<double>(j) / size;
    sum += std::norm(light.field[j]) * std::polar(2.0 / size, -turn);
  }
  return std::abs(sum) / depth;
}

TEST(DirectDetection, RespondsAsTheReferenceTableSays) {
  const auto frequencies = test::reference_rows("devices.im_dd_response", "input.npy");
  const auto expected = test::reference_rows("devices.im_dd_response", "expected.npy");
  ASSERT_EQ(frequencies.size(), 27U);
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    EXPECT_NEAR(response_at(1e9 * frequencies[i][0]), expected[i][0], 1e-7) << frequencies[i][0];
  }
}

TEST(DirectDetection, FadesAtTheDipsOfDevaux) {
  const auto expected = test::reference_rows("devices.devaux_dips", "expected.npy");
  ASSERT_EQ(expected.size(), 5U);
  for (const std::vector<double>& dip : expected) {
    EXPECT_LT(response_at(1e9 * dip[0]), 1e-7) << dip[0];
    EXPECT_GT(response_at(1.01e9 * dip[0]), 1e-2) << dip[0];
  }
}

}  // namespace
}  // namespace fiberloom::sim
