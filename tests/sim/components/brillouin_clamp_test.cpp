#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/brillouin_clamp.hpp>
#include <limits>
#include <numbers>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

// Lines at multiples of 1/T with those powers.
Light lines(std::size_t size, double step_s, const std::vector<std::pair<int, double>>& powers_w) {
  Light light = test::constant_light(size, 0.0);
  light.sample_interval_s = step_s;
  for (std::size_t j = 0; j < size; ++j) {
    for (const auto& [m, power_w] : powers_w) {
      const double turn =
          2.0 * std::numbers::pi * m * static_cast<double>(j) / static_cast<double>(size);
      light.field[j] += std::polar(std::sqrt(power_w), 0.3 * m - turn);
    }
  }
  return light;
}

TEST(BrillouinClamp, ThresholdIsTheTextbookOne) {
  const BrillouinParameters fiber{.effective_area_m2 = 80e-12};
  EXPECT_NEAR(brillouin_threshold_w(fiber, 13300.0), 21.0 * 80e-12 / (2e-11 * 13300.0), 1e-12);
  const BrillouinParameters dithered{
      .effective_area_m2 = 80e-12, .polarization_factor = 2.0, .source_linewidth_hz = 300e6};
  EXPECT_NEAR(brillouin_threshold_w(dithered, 13300.0),
              2.0 * 11.0 * brillouin_threshold_w(fiber, 13300.0), 1e-12);
  EXPECT_EQ(brillouin_threshold_w({}, 1e4), std::numeric_limits<double>::infinity());
  EXPECT_EQ(brillouin_threshold_w(fiber, 0.0), std::numeric_limits<double>::infinity());
}

TEST(BrillouinClamp, HoldsEveryLineOfACoarseCombForItself) {
  // 256 samples of 5 ps: lines 781 MHz apart.
  const OpticalBand band = test::line_band(256);
  Light light = lines(256, 5e-12, {{0, 9e-3}, {4, 3e-3}, {-7, 6e-3}});
  const double back_w =
      clamp_brillouin_lines(light, band, {.threshold_w = 5e-3, .linewidth_hz = 30e6});
  EXPECT_NEAR(back_w, 4e-3 + 1e-3, 1e-14);
  EXPECT_NEAR(test::line_power_w(light, 0), 5e-3, 1e-15);
  EXPECT_NEAR(test::line_power_w(light, 4), 3e-3, 1e-15);
  EXPECT_NEAR(test::line_power_w(light, -7), 5e-3, 1e-15);
  const Light expected = lines(256, 5e-12, {{0, 5e-3}, {4, 3e-3}, {-7, 5e-3}});
  EXPECT_LT(test::distance(light, expected), 1e-12);  // phases stay
}

TEST(BrillouinClamp, CountsWhatOneBrillouinLinewidthHoldsTogether) {
  // 4096 samples of 50 ps: lines 4.9 MHz apart, three on either side of a bin within 30 MHz.
  const OpticalBand band = test::line_band(4096, 50e-12);
  Light light = lines(4096, 50e-12, {{0, 4e-3}, {2, 3e-3}, {40, 4e-3}, {44, 4e-3}});
  const double back_w =
      clamp_brillouin_lines(light, band, {.threshold_w = 5e-3, .linewidth_hz = 30e6});
  EXPECT_NEAR(test::line_power_w(light, 0), 5.0 / 7.0 * 4e-3, 1e-13);
  EXPECT_NEAR(test::line_power_w(light, 2), 5.0 / 7.0 * 3e-3, 1e-13);
  EXPECT_NEAR(test::line_power_w(light, 40), 4e-3, 1e-13);  // 44 is too far away
  EXPECT_NEAR(back_w, 2e-3, 1e-12);
}

TEST(BrillouinClamp, RefusesAnotherBand) {
  Light light = test::constant_light(16, 1.0);
  test::expect_error<core::InputError>("input.shape", {"band"}, [&] {
    clamp_brillouin_lines(light, test::line_band(32), {.threshold_w = 0.1});
  });
}

}  // namespace
}  // namespace fiberloom::sim
