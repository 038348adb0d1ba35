#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fiberloom/sim/drift/room_temperature.hpp>
#include <fiberloom/sim/drift/settling_value.hpp>
#include <fiberloom/sim/drift/warm_up.hpp>

namespace fiberloom::sim {
namespace {

TEST(WarmUp, DecaysFromTheSwitchOn) {
  const WarmUp offset{.amplitude = -0.4, .time_constant_s = 600.0};
  EXPECT_DOUBLE_EQ(offset.at(0.0), -0.4);
  EXPECT_DOUBLE_EQ(offset.at(-10.0), -0.4);
  EXPECT_DOUBLE_EQ(offset.at(1200.0), -0.4 * std::exp(-2.0));
  EXPECT_EQ((WarmUp{.amplitude = 0.0, .time_constant_s = 0.0}.at(0.0)), 0.0);
}

TEST(RoomTemperature, SwingsOnceADayAboutItsMean) {
  const RoomTemperature room({.mean_k = 295.0, .daily_swing_k = 2.0, .warmest_at_s = 50000.0},
                             {1, 2});
  EXPECT_DOUBLE_EQ(room.at(50000.0), 297.0);
  EXPECT_NEAR(room.at(50000.0 + 43200.0), 293.0, 1e-12);
  EXPECT_NEAR(room.at(50000.0 + 21600.0), 295.0, 1e-12);
  EXPECT_NEAR(room.at(50000.0 + 365.0 * 86400.0), 297.0, 1e-9);
}

TEST(RoomTemperature, WandersBesideThat) {
  constexpr std::uint64_t count = 5000;
  double square = 0.0;
  for (std::uint64_t stream = 0; stream < count; ++stream) {
    const RoomTemperature room({.mean_k = 290.0, .wander = {0.5, 900.0}}, {7, stream});
    EXPECT_EQ(room.at(1e5), room.at(1e5));
    const double away = room.at(1e5) - 290.0;
    square += away * away / count;
  }
  EXPECT_NEAR(square, 0.25, 4.5 * 0.25 * std::sqrt(2.0 / count));
  EXPECT_DOUBLE_EQ(RoomTemperature().at(5.0), 296.15);
}

TEST(SettlingValue, BeginsAtTheOldAndEndsAtTheNewSettingToTheBit) {
  const SettlingValue value{.from = 0.1, .to = 0.3, .settling = {.settling_time_s = 2.0}};
  EXPECT_EQ(value.at(-1.0), 0.1);
  EXPECT_EQ(value.at(0.0), 0.1);
  EXPECT_EQ(value.at(2.0), 0.3);
  EXPECT_EQ(value.at(1e9), 0.3);
  EXPECT_NEAR(value.at(2.0 - 1e-9), 0.3, 1e-9);
  // Half way in time: exp(-3.5), shifted and stretched so that exp(-7) is the end.
  const double left = (std::exp(-3.5) - std::exp(-7.0)) / (1.0 - std::exp(-7.0));
  EXPECT_DOUBLE_EQ(value.at(1.0), 0.3 - 0.2 * left);
}

TEST(SettlingValue, WithoutSettlingTimeIsThereAtOnce) {
  EXPECT_EQ((SettlingValue{.from = 1.0, .to = 2.0}.at(0.0)), 2.0);
}

TEST(SettlingValue, AGlitchTakesPowerWhileItLasts) {
  const Settling settling{.settling_time_s = 0.05, .glitch_depth = 0.7, .glitch_duration_s = 0.02};
  EXPECT_DOUBLE_EQ(glitch_transmission(settling, 0.0), 0.3);
  EXPECT_DOUBLE_EQ(glitch_transmission(settling, 0.019), 0.3);
  EXPECT_EQ(glitch_transmission(settling, 0.02), 1.0);
  EXPECT_EQ(glitch_transmission({}, 0.0), 1.0);
}

}  // namespace
}  // namespace fiberloom::sim
