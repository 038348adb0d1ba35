#include <fiberloom/sim/simulated_laser.hpp>

#include <gtest/gtest.h>

namespace fiberloom::sim {
namespace {

TEST(SimulatedLaser, SwitchesTheSharedLight) {
  const auto light = std::make_shared<LightState>(false);
  SimulatedLaser laser(light);
  EXPECT_FALSE(*light);
  laser.enable();
  EXPECT_TRUE(*light);
  laser.make_safe();
  laser.make_safe();
  EXPECT_FALSE(*light);
  EXPECT_FALSE(laser.name().empty());
}

}  // namespace
}  // namespace fiberloom::sim
