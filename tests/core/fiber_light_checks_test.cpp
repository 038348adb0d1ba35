#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/fiber/photons.hpp>
#include <fiberloom/core/fiber/window_check.hpp>
#include <string>

#include "expect_error.hpp"
#include "fiber_light.hpp"

namespace fiberloom::core {
namespace {

using test::Complex;
using test::Row;

constexpr double planck = 6.62607015e-34;
constexpr double light = 299792458.0;

std::vector<std::string> codes(const std::vector<FiberWarning>& warnings) {
  std::vector<std::string> result;
  for (const FiberWarning& warning : warnings) {
    result.push_back(warning.code);
  }
  return result;
}

TEST(WindowCheck, FindsNothingInAPulseWithRoom) {
  const TimeGrid grid(512, 0.1);
  const EdgeShares shares =
      edge_shares(test::sampled(grid, [](double t) { return test::sech(t); }), grid);
  EXPECT_LT(shares.time, 1e-15);
  EXPECT_LT(shares.band, 1e-15);
  EXPECT_TRUE(grid_warnings(shares, shares).empty());
}

TEST(WindowCheck, NamesTheWindowWhenLightReachesItsEnds) {
  const TimeGrid grid(512, 0.1);
  const EdgeShares before =
      edge_shares(test::sampled(grid, [](double t) { return test::sech(t); }), grid);
  const EdgeShares after =
      edge_shares(test::sampled(grid, [](double t) { return test::sech((t - 22.0) / 2.0); }), grid);
  const auto warnings = grid_warnings(before, after);
  ASSERT_THAT(codes(warnings), testing::Contains("fiber.window"));
  EXPECT_THAT(warnings[0].message, testing::HasSubstr("output"));
  EXPECT_THAT(warnings[0].message, testing::HasSubstr("enlarge samples"));
  EXPECT_THAT(grid_warnings(after, before)[0].message, testing::HasSubstr("input"));
}

TEST(WindowCheck, NamesTheBandWhenLightReachesItsEnds) {
  const TimeGrid grid(256, 0.5);
  const EdgeShares shares =
      edge_shares(test::sampled(grid, [](double t) { return test::sech(3.0 * t); }), grid);
  const auto warnings = grid_warnings({}, shares);
  ASSERT_EQ(codes(warnings), std::vector<std::string>{"fiber.band"});
  EXPECT_THAT(warnings[0].message, testing::HasSubstr("time_step_ps smaller"));
}

TEST(WindowCheck, TakesLightThatFillsTheWindowAsPeriodic) {
  const TimeGrid grid(256, 0.5);
  const Row row(grid.size(), Complex(1.0));
  const EdgeShares shares = edge_shares(row, grid);
  EXPECT_GT(shares.time, 0.03);
  EXPECT_TRUE(grid_warnings(shares, shares).empty());
}

TEST(WindowCheck, HasNothingToSayOfDarkness) {
  const TimeGrid grid(16, 0.5);
  const EdgeShares shares = edge_shares(Row(grid.size()), grid);
  EXPECT_EQ(shares.time, 0.0);
  EXPECT_EQ(shares.band, 0.0);
}

TEST(StepWarning, BeginsAtTheResonanceOfTheBandsEdge) {
  // h < 2 dt^2/(pi |beta2|), here 0.02.
  const TimeGrid grid(64, std::sqrt(0.01 * std::numbers::pi));
  const Fiber fiber{.length_m = 10.0, .betas = {1.0}, .gamma_per_w_m = 1.0};
  EXPECT_FALSE(step_warning(fiber, grid, 510, 1.0));
  const auto warning = step_warning(fiber, grid, 490, 1.0);
  ASSERT_TRUE(warning);
  EXPECT_EQ(warning->code, "fiber.steps");
  EXPECT_THAT(warning->message, testing::HasSubstr("at least 50"));
  EXPECT_FALSE(step_warning(fiber, grid, 490, 1e-3)) << "too weak to grow";
}

TEST(Photons, AreCountedAtTheirOwnFrequencies) {
  const TimeGrid grid(64, 1e-15);
  constexpr double wavelength = 1e-6;
  const double offset = optical_offsets(grid)[60];
  ASSERT_GT(offset, 0.0);
  // One watt for 64 fs, at the carrier and above it.
  for (const double at : {0.0, offset}) {
    const Row row = test::sampled(grid, [at](double t) { return std::polar(1.0, -at * t); });
    const double frequency = light / wavelength + at / (2.0 * std::numbers::pi);
    EXPECT_NEAR(photon_number(row, grid, wavelength) / (64e-15 / (planck * frequency)), 1.0, 1e-12);
  }
}

TEST(Photons, NoiseIsOneInEveryModeOfPositiveFrequency) {
  // 2 fs: the band reaches below zero optical frequency at 2 um; those bins stay dark.
  for (const auto& [step, modes] : {std::pair{4e-15, 128.0}, std::pair{2e-15, 102.0}}) {
    const TimeGrid grid(128, step);
    Row row(grid.size());
    add_photon_noise(row, grid, 2e-6, 7, 0);
    double count = 0.0;
    for (const double offset : optical_offsets(grid)) {
      count += light / 2e-6 + offset / (2.0 * std::numbers::pi) > 0.0 ? 1.0 : 0.0;
    }
    EXPECT_NEAR(photon_number(row, grid, 2e-6), count, 1e-9);
    EXPECT_EQ(count, modes);
  }
}

TEST(Photons, NoiseDependsOnSeedAndRowAlone) {
  const TimeGrid grid(128, 2e-15);
  const auto noise = [&](std::uint64_t seed, std::uint64_t index) {
    Row row(grid.size());
    add_photon_noise(row, grid, 2e-6, seed, index);
    return row;
  };
  EXPECT_EQ(noise(3, 1), noise(3, 1));
  EXPECT_NE(noise(3, 1), noise(3, 2));
  EXPECT_NE(noise(3, 1), noise(4, 1));
  // Independent phases: the overlap of two draws is of the order of one mode in sqrt(128).
  const Row a = noise(3, 1);
  const Row b = noise(3, 2);
  Complex overlap = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    overlap += std::conj(a[j]) * b[j];
  }
  EXPECT_LT(std::abs(overlap), 0.35 * test::energy(a));
}

TEST(Photons, NoiseIsAddedToTheLightThatIsThere) {
  const TimeGrid grid(128, 2e-15);
  Row row(grid.size(), Complex(3.0, 1.0));
  Row noise(grid.size());
  add_photon_noise(row, grid, 2e-6, 3, 1);
  add_photon_noise(noise, grid, 2e-6, 3, 1);
  for (std::size_t j = 0; j < row.size(); ++j) {
    EXPECT_EQ(row[j], Complex(3.0, 1.0) + noise[j]);
  }
}

TEST(Photons, NeedAWavelength) {
  const TimeGrid grid(8, 1e-15);
  Row row(8);
  test::expect_error<InputError>("input.domain", {"wavelength"},
                                 [&] { (void)photon_number(row, grid, 0.0); });
  test::expect_error<InputError>("input.domain", {"wavelength"},
                                 [&] { add_photon_noise(row, grid, std::nan(""), 0, 0); });
}

}  // namespace
}  // namespace fiberloom::core
