#include <fiberloom/hal/plan.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/units.hpp>

#include "expect_error.hpp"

namespace fiberloom::hal {
namespace {

Plan small_plan() {
  Plan plan;
  plan.model = "m.safetensors";
  plan.rig = "spec";
  plan.feasible = true;
  plan.model_sample_ps = 12.5;
  plan.light_path.sample_rate_gsa_per_s = 80.0;
  StagePath stage;
  stage.name = "stage 1";
  stage.maximum_dispersion_ps2 = 500.0;
  stage.phase_per_watt_rad = 5.0;
  stage.maximum_launch_power_w = 0.3;
  plan.light_path.stages = {stage};
  PlannedStage planned;
  planned.layer = 1;
  planned.b = 1.0 / 3.0;
  planned.dispersion_ps2 = 100.0 / 7.0;
  planned.nonlinear_phase_rad = 2.0 / 11.0;
  planned.launch_power_w = 1.0 / 13.0;
  plan.stages = {planned};
  return plan;
}

Plan written_and_read(const Plan& plan) {
  return core::parse_document<Plan>(core::to_document_text(plan), "plan");
}

TEST(Plan, GivesItsSettingsInPhysicalUnits) {
  const std::vector<StageSetting> settings = planned_settings(small_plan());
  ASSERT_EQ(settings.size(), 1U);
  EXPECT_NEAR(settings[0].dispersion.in(core::units::ps2), 100.0 / 7.0, 1e-12);
  EXPECT_NEAR(settings[0].launch_power.in(core::units::w), 1.0 / 13.0, 1e-15);
}

TEST(Plan, KeepsWhatTheRigIsSetToBitForBit) {
  const Plan read = written_and_read(small_plan());
  EXPECT_EQ(read.stages[0].b, 1.0 / 3.0);
  EXPECT_EQ(read.stages[0].dispersion_ps2, 100.0 / 7.0);
  EXPECT_EQ(read.stages[0].nonlinear_phase_rad, 2.0 / 11.0);
  EXPECT_EQ(read.stages[0].launch_power_w, 1.0 / 13.0);
}

TEST(Plan, RemembersThatItWasTunedAndOnWhichCalibration) {
  Plan plan = small_plan();
  EXPECT_FALSE(written_and_read(plan).tuned);
  plan.tuned = true;
  plan.calibration = "spec-simulated-7-2026-11-21T09-30-00Z";
  const Plan read = written_and_read(plan);
  EXPECT_TRUE(read.tuned);
  EXPECT_EQ(read.calibration, plan.calibration);
}

TEST(Plan, RemembersThatItIsConjugated) {
  Plan plan = small_plan();
  EXPECT_FALSE(written_and_read(plan).gauges.conjugated);
  plan.gauges.conjugated = true;
  EXPECT_TRUE(written_and_read(plan).gauges.conjugated);
}

TEST(Plan, IsFeasibleExactlyWhenItHasNoProblems) {
  Plan plan = small_plan();
  plan.feasible = false;
  EXPECT_THROW(static_cast<void>(core::to_document_text(plan)), core::InvalidDocument);
  plan = small_plan();
  plan.problems.push_back({.where = "layer 1",
                           .parameter = "gamma",
                           .wanted = 2.0,
                           .limit = 1.0,
                           .reason = "the amplifier",
                           .alternative = "less"});
  EXPECT_THROW(static_cast<void>(core::to_document_text(plan)), core::InvalidDocument);
  plan.feasible = false;
  EXPECT_EQ(written_and_read(plan).problems[0].reason, "the amplifier");
}

TEST(Plan, NeedsOneSettingForEachStage) {
  Plan plan = small_plan();
  plan.stages.push_back(plan.stages[0]);
  EXPECT_THROW(static_cast<void>(core::to_document_text(plan)), core::InvalidDocument);
}

TEST(Plan, RefusesPowersBelowZero) {
  Plan plan = small_plan();
  plan.stages[0].launch_power_w = -0.1;
  EXPECT_THROW(static_cast<void>(core::to_document_text(plan)), core::InvalidDocument);
}

}  // namespace
}  // namespace fiberloom::hal
