// Which way of building a network is chosen, and what is said of the others.
#include <fiberloom/hal/mapping_search.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "expect_error.hpp"
#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

using test::bench_with;
using test::full_cupboard;
using test::model_to_map;
using testing::HasSubstr;

Plan found(const core::Model& model, const RigDocument& rig, const MappingOptions& options = {}) {
  return search_mapping(model, rig, builtin_catalog(), options);
}

const ConsideredDesign& design_of(const Plan& plan, const std::string& architecture,
                                  const std::string& front_end = "direct_modulation") {
  const auto design = std::ranges::find_if(plan.considered, [&](const ConsideredDesign& each) {
    return each.architecture == architecture && each.front_end == front_end;
  });
  EXPECT_NE(design, plan.considered.end()) << architecture;
  return *design;
}

std::vector<InventoryItem> cupboard_with_electronics() {
  std::vector<InventoryItem> items = full_cupboard();
  items.push_back({"thorlabs-dx50af", 4});
  items.push_back({"lithium-niobate-phase-modulator", 4});
  return items;
}

TEST(MappingSearch, BuildsACascadeInGlassWhereItCan) {
  const Plan plan = found(model_to_map({1.0, -0.7}, {0.4, 0.3}), bench_with(full_cupboard()));
  EXPECT_TRUE(plan.feasible);
  EXPECT_EQ(plan.light_path.architecture, Architecture::all_optical_cascade);
  EXPECT_EQ(plan.gauges, Gauges{});
  EXPECT_EQ(std::ranges::count_if(plan.considered, &ConsideredDesign::chosen), 1);
  EXPECT_TRUE(design_of(plan, "all_optical_cascade").chosen);
  EXPECT_THAT(design_of(plan, "reused_stage").verdict, HasSubstr("field"));
  EXPECT_THAT(design_of(plan, "electro_optic_kerr").verdict, HasSubstr("photodiode"));
  EXPECT_THAT(design_of(plan, "all_optical_cascade", "compressed_pulse").verdict,
              HasSubstr("pulse source"));
}

TEST(MappingSearch, LeavesOutTheLastPhaseWhereNoPowerMakesIt) {
  // 1.6 rad is beyond the 1.51 rad of Brillouin scattering, and a photodiode does not see it.
  const core::Model model = model_to_map({1.0, 1.0}, {0.3, 1.6});
  const Plan plan = found(model, bench_with(full_cupboard()));
  EXPECT_TRUE(plan.feasible);
  EXPECT_TRUE(plan.gauges.last_phase_left_out);
  EXPECT_FALSE(plan.gauges.dispersion_in_waveform);
  EXPECT_EQ(plan.light_path.stages[1].nonlinear_part, "");
  EXPECT_FALSE(
      found(model, bench_with(full_cupboard()), {.free_steps = FreeSteps::never}).feasible);
}

TEST(MappingSearch, APhaseThatIsLeftOutHasNoSayInTheSign) {
  // -0.3 and 0.5: neither sign fits both, but the last one is not seen.
  const Plan plan = found(model_to_map({1.0, 1.0}, {-0.3, 0.5}), bench_with(full_cupboard()));
  EXPECT_TRUE(plan.feasible);
  EXPECT_TRUE(plan.gauges.last_phase_left_out);
  EXPECT_TRUE(plan.gauges.conjugated);
  EXPECT_EQ(plan.stages[0].nonlinear_phase_rad, 0.3);
}

TEST(MappingSearch, ComputesTheFirstDispersionWhereNoPartMakesIt) {
  const core::Model model = model_to_map({400.0, 1.0}, {0.3, 0.4});
  const Plan plan = found(model, bench_with(full_cupboard()));
  EXPECT_TRUE(plan.feasible);
  EXPECT_TRUE(plan.gauges.dispersion_in_waveform);
  EXPECT_EQ(plan.stages[0].b, 0.0);
  EXPECT_THAT(plan.light_path.stages[0].dispersive_parts, testing::IsEmpty());
  EXPECT_EQ(buildable_model(model, plan.gauges).encoding.waveform_dispersion, 400.0);
}

TEST(MappingSearch, AFilterBehindTheLastLayerSeesItsPhase) {
  core::Model model = model_to_map({1.0, 1.0}, {0.3, 1.6});
  model.low_pass = core::LowPass{};
  const Plan plan = found(model, bench_with(full_cupboard()));
  EXPECT_FALSE(plan.feasible);
  EXPECT_FALSE(plan.gauges.last_phase_left_out);
}

TEST(MappingSearch, ASlowerWaveformMakesStepsFiner) {
  // b = 0.17 is 5.5 % off at 120 GSa/s; at 60 GSa/s the steps of 6.37725 ps^2 are four times finer.
  core::Model model = model_to_map({0.17, 1.0}, {0.3, 0.2});
  const Plan plan = found(model, bench_with(full_cupboard()), {.free_steps = FreeSteps::never});
  EXPECT_TRUE(plan.feasible);
  EXPECT_LT(plan.light_path.sample_rate_gsa_per_s, 120.0);
  const Plan fixed = found(model, bench_with(full_cupboard()),
                           {.free_steps = FreeSteps::never, .sample_rate_gsa_per_s = 120.0});
  EXPECT_FALSE(fixed.feasible);
}

TEST(MappingSearch, MixedSignsWantElectronics) {
  const core::Model model = model_to_map({1.0, 1.0, 1.0}, {-0.2, 0.3, -0.2});
  const Plan glass = found(model, bench_with(full_cupboard()));
  EXPECT_FALSE(glass.feasible);
  const Plan plan = found(model, bench_with(cupboard_with_electronics()));
  ASSERT_TRUE(plan.feasible);
  EXPECT_EQ(plan.light_path.architecture, Architecture::electro_optic_kerr);
  const StagePath& first = plan.light_path.stages[0];
  ASSERT_TRUE(first.electro_optic);
  EXPECT_EQ(first.electro_optic->photodiode, "thorlabs-dx50af");
  EXPECT_EQ(first.nonlinear_part, "lithium-niobate-phase-modulator");
  for (std::size_t m = 0; m < 3; ++m) {
    const double made =
        plan.stages[m].launch_power_w * plan.light_path.stages[m].phase_per_watt_rad;
    EXPECT_NEAR(made, plan.stages[m].nonlinear_phase_rad, 1e-12);
  }
}

TEST(MappingSearch, ADriverLimitsElectroOpticPhases) {
  // 8 V over V_pi/pi of 4.25 V is 5.914 rad, at a peak of 6.9 times the mean 0.857 rad.
  const Plan plan = found(
      model_to_map({1.0, 1.0, 1.0}, {-0.2, 1.0, -0.2}), bench_with(cupboard_with_electronics()),
      {.free_steps = FreeSteps::never, .architecture = Architecture::electro_optic_kerr});
  const MappingProblem* problem = test::problem_of(plan, "layer 2", "gamma");
  ASSERT_NE(problem, nullptr);
  EXPECT_NEAR(std::abs(problem->limit), 8.0 * 3.14159265 / 4.25 / 6.9, 1e-6);
}

TEST(MappingSearch, OneStageServesAllLayersWithACoherentReceiver) {
  RigDocument rig = bench_with({{"ofs-hnlf-507", 1}});
  rig.maximum_stages = 1;
  rig.receiver.coherent = true;
  const core::Model model = model_to_map({300.0, -40.0, 7.0, 1.0, 1.0}, {0.4, -0.3, 0.2, 0.3, 0.1});
  const Plan plan = found(model, rig);
  ASSERT_TRUE(plan.feasible);
  EXPECT_EQ(plan.light_path.architecture, Architecture::reused_stage);
  for (std::size_t m = 0; m < 5; ++m) {
    EXPECT_EQ(plan.light_path.stages[m].nonlinear_part, "ofs-hnlf-507");
    EXPECT_NEAR(plan.stages[m].launch_power_w * plan.light_path.stages[m].phase_per_watt_rad,
                plan.stages[m].nonlinear_phase_rad, 1e-12);
    EXPECT_NEAR(plan.stages[m].b_residual, 0.0, 1e-12);
  }
  rig.receiver.coherent = false;
  EXPECT_NE(test::problem_of(found(model, rig, {.architecture = Architecture::reused_stage}),
                             "receiver", "detect"),
            nullptr);
}

TEST(MappingSearch, ThePulseFrontEndSaysWhatStandsAgainstIt) {
  std::vector<InventoryItem> items = full_cupboard();
  items.push_back({"menlo-elmo", 1});
  const Plan plan = found(model_to_map({1.0}, {0.1}), bench_with(items));
  // 32 samples of 51 fs / 0.4413 = 115.6 fs are 3.698 ps; a slot of the spectrum, 0.2704 THz, must last 8.333 ps:
  // 4.905 ps^2. No pair of gratings is there.
  EXPECT_THAT(design_of(plan, "all_optical_cascade", "compressed_pulse").verdict,
              HasSubstr("4.91 ps^2"));
}

TEST(MappingSearch, TheParetoFrontHoldsNoDesignThatAnotherBeatsInEverything) {
  const Plan plan =
      found(model_to_map({1.0, -0.7}, {0.4, 0.3}), bench_with(cupboard_with_electronics()));
  std::vector<ConsideredDesign> front;
  std::ranges::copy_if(plan.considered, std::back_inserter(front),
                       &ConsideredDesign::on_pareto_front);
  EXPECT_GE(front.size(), 2U);  // fewer parts with steps in the computer, or all of it in glass
  for (const ConsideredDesign& a : front) {
    EXPECT_TRUE(a.feasible);
    for (const ConsideredDesign& b : plan.considered) {
      EXPECT_FALSE(b.feasible && b.expected_nmse < a.expected_nmse && b.num_parts <= a.num_parts &&
                   b.optical_loss_db <= a.optical_loss_db &&
                   b.steps_in_computer <= a.steps_in_computer);
    }
  }
}

TEST(MappingSearch, RefusesARateThatTheGeneratorDoesNotReach) {
  test::expect_error<core::InputError>("input.setting", {"500", "120", "bench"}, [] {
    static_cast<void>(found(model_to_map({1.0}, {0.1}), bench_with(full_cupboard()),
                            {.sample_rate_gsa_per_s = 500.0}));
  });
}

TEST(MappingSearch, AFibreIsWoundToTheLengthThatIsMissing) {
  // b = -2 is -555.6 ps^2: at -21.68 ps^2/km of D = 17 that is 25.62 km.
  const Plan plan =
      found(model_to_map({-2.0, 1.0}, {0.1, 0.0}),
            bench_with({{"corning-smf-28", 2}, {"teraxion-tdcmx", 1}, {"ofs-hnlf-507", 1}}));
  ASSERT_TRUE(plan.feasible);
  const StagePath& stage = plan.light_path.stages[0];
  ASSERT_EQ(stage.wound_fibers.size(), 1U);
  EXPECT_NEAR(stage.wound_fibers[0].length_m, 2.0 * test::t0_squared_ps2 / (17.0 * 1.27545) * 1e3,
              5.0);
  EXPECT_NEAR(plan.stages[0].b_residual, 0.0, 1e-9);
}

}  // namespace
}  // namespace fiberloom::hal
