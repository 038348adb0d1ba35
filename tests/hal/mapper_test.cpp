#include <fiberloom/hal/mapper.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/units.hpp>

#include "expect_error.hpp"
#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

using test::bench_with;
using test::full_cupboard;
using test::mapped;
using test::model_to_map;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The spool ofs-hnlf-507 by hand: alpha L = 0.230259 * 0.9 * 0.507 = 0.105067, Leff = (1 - exp(-0.105067))/0.207233 =
// 0.481274 km, gamma Leff = 11.3 * 0.481274 = 5.43840 rad/W. Brillouin threshold, narrow: 21 * 11.6e-12/(2e-11 *
// 481.274) = 25.308 mW; with 300 MHz on 30 MHz 11 times that, 0.278386 W. Ends: (1.05 - 0.9 * 0.507)/2 = 0.29685 dB.
constexpr double phase_per_watt = 5.43840;
constexpr double brillouin_w = 0.278386;

TEST(Mapper, OneModelSampleIsOversamplingOverTheGeneratorsRate) {
  const Plan plan = mapped(model_to_map({1.0}, {0.0}), bench_with(full_cupboard()));
  EXPECT_NEAR(plan.model_sample_ps, 2000.0 / 120.0, 1e-12);
  EXPECT_EQ(plan.light_path.oversampling, 2U);
  EXPECT_EQ(plan.light_path.sample_rate_gsa_per_s, 120.0);
  EXPECT_EQ(plan.rig, "bench");
}

TEST(Mapper, DispersionIsBTimesTheModelSampleSquared) {
  // b = 1.5 is 416.667 ps^2. The compensator goes from -1530.54 in steps of 6.37725 ps^2.
  const Plan plan = mapped(model_to_map({1.5}, {0.0}), bench_with(full_cupboard()));
  EXPECT_TRUE(plan.feasible);
  const PlannedStage& stage = plan.stages.at(0);
  EXPECT_NEAR(stage.dispersion_ps2, 1.5 * test::t0_squared_ps2, 0.5 * 6.37725 + 1e-3);
  const double steps = (stage.dispersion_ps2 + 1530.54) / 6.37725;
  EXPECT_NEAR(steps, std::round(steps), 2e-3);
  EXPECT_NEAR(stage.b_residual, stage.dispersion_ps2 / test::t0_squared_ps2 - 1.5, 1e-12);
  EXPECT_EQ(stage.b, 1.5);
  EXPECT_NEAR(stage.insertion_loss_db, 5.0, 1e-12);  // the compensator alone
}

TEST(Mapper, StepsLeaveAtMostHalfAStep) {
  for (const double b : {-4.9, -2.03, -0.31, 0.23, 0.92, 3.33, 5.1}) {
    const Plan plan = mapped(model_to_map({b}, {0.0}), bench_with(full_cupboard()));
    EXPECT_TRUE(plan.feasible) << b;
    EXPECT_LE(std::abs(plan.stages[0].b_residual), 0.5 * 6.3773 / test::t0_squared_ps2) << b;
    EXPECT_NEAR(plan.light_path.stages[0].dispersion_step_ps2, 6.37725, 1e-4);
    EXPECT_NEAR(plan.light_path.stages[0].minimum_dispersion_ps2, -1530.54, 0.01);
    EXPECT_NEAR(plan.light_path.stages[0].maximum_dispersion_ps2, 1530.54, 0.01);
  }
}

TEST(Mapper, AStepThatIsTooCoarseForASmallLayerMakesItInfeasible) {
  // b = 0.17 is 47.22 ps^2; the nearest steps are 7 and 8 times 6.37725, that is 44.64: 5.5 % off, more than 5 %.
  const Plan plan = mapped(model_to_map({0.17}, {0.0}), bench_with(full_cupboard()));
  EXPECT_FALSE(plan.feasible);
  const MappingProblem* problem = test::problem_of(plan, "layer 1", "beta2");
  ASSERT_NE(problem, nullptr);
  EXPECT_NEAR(problem->limit, 7.0 * 6.37725 / test::t0_squared_ps2, 1e-4);
}

TEST(Mapper, LaunchPowerForOneRadianIs184Milliwatt) {
  const Plan plan = mapped(model_to_map({1.0}, {1.0}), bench_with(full_cupboard()));
  ASSERT_TRUE(plan.feasible);
  EXPECT_NEAR(plan.stages[0].launch_power_w, 0.18388, 1e-5);
  EXPECT_NEAR(plan.light_path.stages[0].phase_per_watt_rad, phase_per_watt, 1e-4);
  EXPECT_EQ(plan.light_path.stages[0].nonlinear_part, "ofs-hnlf-507");
  EXPECT_EQ(plan.stages[0].nonlinear_phase_residual_rad, 0.0);
  EXPECT_NEAR(plan.stages[0].insertion_loss_db, 5.0 + 1.05, 1e-12);
  EXPECT_NEAR(plan.stages[0].brillouin_threshold_w, brillouin_w, 1e-5);
}

TEST(Mapper, LayersWithoutDispersionOrNonlinearityNeedNoPart) {
  const Plan plan = mapped(model_to_map({0.0, 2.0}, {0.5, 0.0}), bench_with(full_cupboard()));
  ASSERT_TRUE(plan.feasible);
  EXPECT_THAT(plan.light_path.stages[0].dispersive_parts, IsEmpty());
  EXPECT_EQ(plan.stages[0].dispersion_ps2, 0.0);
  EXPECT_EQ(plan.stages[0].b_residual, 0.0);
  EXPECT_EQ(plan.light_path.stages[1].nonlinear_part, "");
  EXPECT_EQ(plan.stages[1].launch_power_w, 0.0);
  EXPECT_EQ(plan.stages[1].brillouin_threshold_w, 0.0);
}

TEST(Mapper, BrillouinScatteringBindsBelowAStrongAmplifier) {
  const Plan plan = mapped(model_to_map({1.0}, {1.6}), bench_with(full_cupboard()));
  EXPECT_FALSE(plan.feasible);
  const MappingProblem* problem = test::problem_of(plan, "layer 1", "gamma");
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->wanted, 1.6);
  EXPECT_NEAR(problem->limit, phase_per_watt * brillouin_w, 1e-4);  // 1.514 rad
  EXPECT_THAT(problem->reason, HasSubstr("Brillouin"));
  EXPECT_THAT(problem->alternative, HasSubstr("1.51"));
  EXPECT_NEAR(plan.stages[0].launch_power_w, brillouin_w, 1e-5);
  EXPECT_NEAR(plan.stages[0].nonlinear_phase_residual_rad, phase_per_watt * brillouin_w - 1.6,
              1e-4);
}

TEST(Mapper, TheAmplifierBindsBelowTheBrillouinThreshold) {
  // 0.2 W through an end of 0.29685 dB: 0.2/1.07074 = 0.18679 W, 1.0158 rad.
  RigDocument rig = bench_with(full_cupboard());
  rig.amplifier_maximum_output_w = 0.2;
  EXPECT_TRUE(mapped(model_to_map({1.0}, {1.01}), rig).feasible);
  const Plan plan = mapped(model_to_map({1.0}, {1.05}), rig);
  EXPECT_FALSE(plan.feasible);
  const MappingProblem* problem = test::problem_of(plan, "layer 1", "gamma");
  ASSERT_NE(problem, nullptr);
  EXPECT_NEAR(problem->limit, 1.0158, 1e-3);
  EXPECT_THAT(problem->reason, HasSubstr("amplifier"));
  EXPECT_THAT(problem->alternative, HasSubstr("amplifier"));
}

TEST(Mapper, ABroaderCarrierRaisesTheBrillouinThreshold) {
  RigDocument rig = bench_with(full_cupboard());
  rig.line_broadening_mhz = 0.0;  // 25.3 mW: 0.1376 rad
  EXPECT_FALSE(mapped(model_to_map({1.0}, {0.2}), rig).feasible);
  rig.line_broadening_mhz = 30.0;  // twice that
  EXPECT_TRUE(mapped(model_to_map({1.0}, {0.2}), rig).feasible);
}

TEST(Mapper, AReversibleModuleIsTurnedAround) {
  // -8840 ps/nm is +11275 ps^2, b = +40.59; with its ports exchanged it makes -40.59.
  RigDocument rig = bench_with({{"proximion-dcm-hdc-520", 1}});
  for (const double sign : {1.0, -1.0}) {
    const Plan plan = mapped(model_to_map({sign * 40.6}, {0.0}), rig);
    EXPECT_TRUE(plan.feasible);
    EXPECT_NEAR(plan.stages[0].dispersion_ps2, sign * 8840.0 * 1.27545, 0.2);
    EXPECT_THAT(plan.light_path.stages[0].dispersive_parts, ElementsAre("proximion-dcm-hdc-520"));
    EXPECT_EQ(plan.light_path.stages[0].dispersion_step_ps2, 0.0);
    EXPECT_EQ(plan.light_path.stages[0].minimum_dispersion_ps2,
              plan.light_path.stages[0].maximum_dispersion_ps2);
  }
}

TEST(Mapper, SaysThatAFixedModuleCannotBeCorrected) {
  const Plan plan = mapped(model_to_map({40.6}, {0.0}), bench_with({{"proximion-dcm-hdc-520", 1}}));
  EXPECT_THAT(plan.remarks, testing::Contains(HasSubstr("nothing to tune")));
}

TEST(Mapper, AModuleAndACompensatorMeetWhatNeitherMakesAlone) {
  // b = 44 is 12222 ps^2: 11275 of the module and 947 of the compensator.
  const Plan plan = mapped(model_to_map({44.0}, {0.0}), bench_with(full_cupboard()));
  ASSERT_TRUE(plan.feasible);
  EXPECT_THAT(plan.light_path.stages[0].dispersive_parts,
              testing::UnorderedElementsAre("proximion-dcm-hdc-520", "teraxion-tdcmx"));
  EXPECT_NEAR(plan.stages[0].dispersion_ps2, 44.0 * test::t0_squared_ps2, 0.5 * 6.3773);
  EXPECT_NEAR(plan.stages[0].insertion_loss_db, 3.7 + 5.0, 1e-12);
  EXPECT_NEAR(plan.light_path.stages[0].maximum_dispersion_ps2, 11275.0 + 1530.5, 1.0);
}

TEST(Mapper, AnEmptyCupboardMakesItInfeasibleWithAReasonAndAnAlternative) {
  const Plan plan = mapped(model_to_map({2.0, 1.0, 3.0}, {0.5, 0.2, 0.9}),
                           bench_with({{"teraxion-tdcmx", 2}, {"ofs-hnlf-507", 2}}));
  EXPECT_FALSE(plan.feasible);
  // The hardest layers are served first: the smallest dispersion and the smallest phase go without.
  EXPECT_EQ(plan.problems.size(), 2U);
  const MappingProblem* dispersion = test::problem_of(plan, "layer 2", "beta2");
  ASSERT_NE(dispersion, nullptr);
  EXPECT_EQ(dispersion->wanted, 1.0);
  EXPECT_EQ(dispersion->limit, 0.0);
  EXPECT_THAT(dispersion->reason, HasSubstr("inventory"));
  EXPECT_THAT(dispersion->alternative, HasSubstr("277.8 ps^2"));
  const MappingProblem* phase = test::problem_of(plan, "layer 2", "gamma");
  ASSERT_NE(phase, nullptr);
  EXPECT_THAT(phase->reason, HasSubstr("no highly nonlinear fibre is left"));
  EXPECT_FALSE(phase->alternative.empty());
}

TEST(Mapper, AnUnknownPartOfTheInventoryIsNamed) {
  test::expect_error<core::InputError>(
      "catalog.unknown_part", {"teraxion-tdcmy", "teraxion-tdcmx"}, [] {
        mapped(model_to_map({1.0}, {0.0}), bench_with({{"teraxion-tdcmy", 1}}));
      });
}

TEST(Mapper, KeepsTheOpticalFilterOfTheModel) {
  // 0.4 cycles per sample of 16.667 ps: 24 GHz.
  core::Model model = model_to_map({1.0}, {0.0});
  model.low_pass = core::LowPass{.cutoff = 0.4, .order = 3};
  const Plan plan = mapped(model, bench_with(full_cupboard()));
  EXPECT_NEAR(plan.light_path.optical_filter_ghz, 24.0, 1e-9);
  EXPECT_EQ(plan.light_path.optical_filter_order, 3);
  model.low_pass.reset();
  EXPECT_EQ(mapped(model, bench_with(full_cupboard())).light_path.optical_filter_ghz, 0.0);
}

TEST(Mapper, PredictsTheErrorThatTheResidualsMake) {
  // db^2/4 var(w^2) with w uniform within pi/2: var = (pi/2)^4 (1/5 - 1/9) = 0.541; and 2 dGamma^2.
  RigDocument rig = bench_with({{"proximion-dcm-hdc-520", 1}, {"ofs-hnlf-507", 1}});
  rig.amplifier_maximum_output_w = 0.2;
  const Plan plan = mapped(model_to_map({40.0}, {1.2}), rig);
  const double db = 11274.98 / test::t0_squared_ps2 - 40.0;
  const double dgamma = 1.01583 - 1.2;
  EXPECT_NEAR(plan.predicted_nmse, db * db / 4.0 * 0.54116 + 2.0 * dgamma * dgamma, 2e-3);
}

TEST(Mapper, APerfectFitPredictsNoError) {
  const Plan plan = mapped(model_to_map({0.0}, {0.7}), bench_with(full_cupboard()));
  EXPECT_NEAR(plan.predicted_nmse, 0.0, 1e-30);
}

TEST(Mapper, PlansAreDocumentsThatKeepTheirSettingsToTheLastBit) {
  Plan plan = mapped(model_to_map({1.3, -0.7}, {0.31, 0.57}), bench_with(full_cupboard()));
  plan.model = "m.safetensors";
  const auto read = core::parse_document<Plan>(core::to_document_text(plan), "plan");
  for (std::size_t m = 0; m < 2; ++m) {
    EXPECT_EQ(read.stages[m].b, plan.stages[m].b);
    EXPECT_EQ(read.stages[m].nonlinear_phase_rad, plan.stages[m].nonlinear_phase_rad);
    EXPECT_EQ(read.stages[m].dispersion_ps2, plan.stages[m].dispersion_ps2);
    EXPECT_EQ(read.stages[m].launch_power_w, plan.stages[m].launch_power_w);
  }
}

}  // namespace
}  // namespace fiberloom::hal
