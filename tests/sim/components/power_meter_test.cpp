#include <gtest/gtest.h>

#include <fiberloom/sim/components/power_meter.hpp>

#include "component_frames.hpp"
#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

constexpr ComponentSeed seed{.bench = 2, .name = "meter"};
const core::TimeGrid grid(64, 1e-11);

PowerReading reading(const PowerMeterParameters& parameters, const Light& light,
                     const PowerMeterState& state = {}, std::int64_t shot = 0) {
  return PowerMeter(parameters, seed).read(light, state, {.shot = shot});
}

TEST(PowerMeter, WithoutFaultsShowsTheMeanPowerOfAllPolarisations) {
  Light light = test::steady_light(grid, 1e-3);
  light.orthogonal_noise = {.density_w_per_hz = 1e-15, .bandwidth_hz = 1e11};
  const PowerReading shown = reading({.averaging_time_s = 0.3}, light);
  EXPECT_NEAR(shown.power_w, 1.1e-3, 1e-15);
  EXPECT_EQ(shown.averaging_time_s, 0.3);
  EXPECT_FALSE(shown.is_over_range);
}

TEST(PowerMeter, IsWrongByItsCalibrationAndItsWavelengthSetting) {
  const Light light = test::steady_light(grid, 1e-3);  // at 1550 nm
  const PowerReading shown = reading({.responsivity_slope_per_m = 2e6}, light,
                                     {.wavelength_setting_m = 1545e-9, .calibration_factor = 1.03});
  EXPECT_NEAR(shown.power_w, 1e-3 * 1.03 * 1.01, 1e-15);
}

TEST(PowerMeter, ShowsStepsOfItsRangeAndItsEnd) {
  const PowerMeterParameters parameters{.range_w = 1e-3, .display_counts = 2000.0};
  EXPECT_NEAR(reading(parameters, test::steady_light(grid, 0.7002e-3)).power_w, 0.7e-3, 1e-15);
  EXPECT_NEAR(reading(parameters, test::steady_light(grid, 0.7003e-3)).power_w, 0.7005e-3, 1e-15);
  const PowerReading over = reading(parameters, test::steady_light(grid, 1.2e-3));
  EXPECT_TRUE(over.is_over_range);
  EXPECT_NEAR(over.power_w, 1e-3, 1e-15);
}

TEST(PowerMeter, AveragesItsNoise) {
  constexpr int shots = 4000;
  const Light light = test::steady_light(grid, 1e-6);
  for (const double averaging : {0.1, 1.0}) {
    std::vector<double> shown;
    for (int shot = 0; shot < shots; ++shot) {
      shown.push_back(
          reading({.noise_w_per_sqrt_hz = 1e-9, .averaging_time_s = averaging}, light, {}, shot)
              .power_w);
    }
    EXPECT_NEAR(test::variance_of(shown) / (1e-18 / (2.0 * averaging)), 1.0,
                5.0 * std::sqrt(2.0 / shots));
  }
}

TEST(PowerMeter, RefusesCountsWithoutRangeAndNoiseWithoutTime) {
  test::expect_error<core::InputError>("input.power_meter", {"range"},
                                       [] { PowerMeter({.display_counts = 100.0}, seed); });
  test::expect_error<core::InputError>("input.power_meter", {"averaging time"}, [] {
    PowerMeter({.noise_w_per_sqrt_hz = 1e-9, .averaging_time_s = 0.0}, seed);
  });
}

}  // namespace
}  // namespace fiberloom::sim
