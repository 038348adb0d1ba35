#include <gtest/gtest.h>

#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/plan_limits.hpp>

#include "expect_error.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

RigDocument small_rig() {
  RigDocument rig;
  rig.name = "small";
  rig.transmitter.sample_rate_gsa_per_s = 120.0;
  rig.amplifier_maximum_output_w = 0.5;
  rig.line_broadening_mhz = 300.0;
  rig.inventory = {{.part = "teraxion-tdcmx"}, {.part = "ofs-hnlf-507"}};
  return rig;
}

Plan small_plan() {
  core::Model model;
  model.frame = {.samples = 16, .oversampling = 2};
  model.layers = core::zero_layers(1);
  model.layers.beta2[0] = 1.5;
  model.layers.gamma[0] = 0.8;
  return map_model(model, small_rig(), builtin_catalog());
}

TEST(PlanLimits, TheLowerOfAmplifierAndBrillouinScatteringBinds) {
  const HighlyNonlinearFiber spool = highly_nonlinear_fiber(builtin_catalog().find("ofs-hnlf-507"));
  RigDocument rig = small_rig();
  // 21 * 11.6 um^2 / (2e-11 m/W * 481 m) = 25.3 mW, eleven times that for 300 MHz over 30 MHz.
  EXPECT_NEAR(launch_power_limit(spool, rig).in(units::w), 0.2784, 5e-4);
  rig.amplifier_maximum_output_w = 0.1;
  // One end loses (1.05 dB - 0.9 dB/km * 0.507 km) / 2 = 0.297 dB, a factor of 1.0707.
  EXPECT_NEAR(launch_power_limit(spool, rig).in(units::w), 0.1 / 1.0707, 5e-5);
}

TEST(PlanLimits, AMappedPlanKeepsThem) {
  const Plan plan = small_plan();
  ASSERT_TRUE(plan.feasible);
  EXPECT_NO_THROW(check_plan_limits(plan, small_rig(), builtin_catalog()));
}

TEST(PlanLimits, ALimitThatWasEditedUpwardsIsNoPermission) {
  Plan plan = small_plan();
  plan.light_path.stages[0].maximum_launch_power_w = 5.0;
  test::expect_error<core::InterlockError>("interlock.plan_limit", {"stage 1", "5 W"}, [&] {
    check_plan_limits(plan, small_rig(), builtin_catalog());
  });
}

TEST(PlanLimits, ASettingAboveTheLimitIsRefused) {
  Plan plan = small_plan();
  plan.stages[0].launch_power_w = 1.2 * plan.light_path.stages[0].maximum_launch_power_w;
  test::expect_error<core::InterlockError>("interlock.launch_power", {"stage 1", "limit"}, [&] {
    check_plan_limits(plan, small_rig(), builtin_catalog());
  });
}

TEST(PlanLimits, ADispersionOutsideTheRangeIsRefused) {
  Plan plan = small_plan();
  plan.stages[0].dispersion_ps2 = 2.0 * plan.light_path.stages[0].maximum_dispersion_ps2;
  test::expect_error<core::InputError>("plan.settings", {"stage 1", "ps^2"}, [&] {
    check_plan_limits(plan, small_rig(), builtin_catalog());
  });
}

}  // namespace
}  // namespace fiberloom::hal
