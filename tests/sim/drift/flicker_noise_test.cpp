#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/drift/flicker_noise.hpp>
#include <numbers>
#include <vector>

#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

constexpr FlickerNoiseParameters parameters{
    .density_at_1_hz = 2.5e-3, .lowest_hz = 1e-4, .highest_hz = 0.5};

// One-sided density of one Hann-windowed row at bin k.
double density_at(const std::vector<double>& row, double step_s, std::size_t k) {
  std::complex<double> sum;
  double window_power = 0.0;
  const auto size = static_cast<double>(row.size());
  for (std::size_t j = 0; j < row.size(); ++j) {
    const double turn = 2.0 * std::numbers::pi * static_cast<double>(j) / size;
    const double window = 0.5 - 0.5 * std::cos(turn);
    window_power += window * window;
    sum += window * row[j] * std::polar(1.0, -turn * static_cast<double>(k));
  }
  return 2.0 * std::norm(sum) * step_s / window_power;
}

TEST(FlickerNoise, HasOneOverFBetweenItsCorners) {
  constexpr std::uint64_t count = 1500;
  constexpr double step_s = 0.25;
  const std::vector<std::size_t> bins{2, 4, 8};
  std::vector<double> density(bins.size(), 0.0);
  for (std::uint64_t stream = 0; stream < count; ++stream) {
    const FlickerNoise drift(parameters, {.seed = 20261126, .stream = stream});
    std::vector<double> row;
    for (int j = 0; j < 128; ++j) {
      row.push_back(drift.at(1000.0 + step_s * j));
    }
    for (std::size_t i = 0; i < bins.size(); ++i) {
      density[i] += density_at(row, step_s, bins[i]) / count;
    }
  }
  for (std::size_t i = 0; i < bins.size(); ++i) {
    // The Hann window smears bin k over its neighbours with weights 1, 4, 1. What folds back from beyond the sampled
    // band, 2 Hz, is at most 5 % at the highest bin.
    const auto k = static_cast<double>(bins[i]);
    const double smeared = (1.0 / (k - 1.0) + 4.0 / k + 1.0 / (k + 1.0)) / 6.0;
    const double expected = 2.5e-3 * 128.0 * step_s * smeared;
    EXPECT_NEAR(density[i] / expected, 1.0, 4.5 / std::sqrt(count) + 0.05) << k;
  }
}

TEST(FlickerNoise, HasTheVarianceBetweenItsCorners) {
  constexpr std::uint64_t count = 20'000;
  double square = 0.0;
  for (std::uint64_t stream = 0; stream < count; ++stream) {
    const double value = FlickerNoise(parameters, {.seed = 1, .stream = stream}).at(77.0);
    square += value * value / count;
  }
  // A process at each of 1e-4, 4e-4, ... 1.64 Hz: 8 of variance density ln 4.
  EXPECT_NEAR(square / (8.0 * 2.5e-3 * std::log(4.0)), 1.0, 4.5 * std::sqrt(2.0 / count));
}

TEST(FlickerNoise, IsSwitchedOffAndRefusesCornersThatCross) {
  EXPECT_EQ(FlickerNoise().at(3.0), 0.0);
  EXPECT_EQ(FlickerNoise({.density_at_1_hz = 0.0}, {1, 2}).at(3.0), 0.0);
  test::expect_error<core::InputError>("input.drift", {"ascending"}, [] {
    return FlickerNoise({.density_at_1_hz = 1.0, .lowest_hz = 2.0, .highest_hz = 1.0}, {1, 2});
  });
}

}  // namespace
}  // namespace fiberloom::sim
