// What of a model the mapper may change, and what nothing can build.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/mapper.hpp>

#include "expect_error.hpp"
#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

using test::bench_with;
using test::full_cupboard;
using test::mapped;
using test::model_to_map;
using testing::HasSubstr;

TEST(MapperOnModels, TooManyLayersNameTheRoomThatThereIs) {
  RigDocument rig = bench_with(full_cupboard());
  rig.maximum_stages = 2;
  const Plan plan = mapped(model_to_map({1.0, 1.0, 1.0}, {0.1, 0.1, 0.1}), rig);
  EXPECT_FALSE(plan.feasible);
  const MappingProblem* problem = test::problem_of(plan, "model", "layers");
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->wanted, 3.0);
  EXPECT_EQ(problem->limit, 2.0);
  EXPECT_THAT(problem->alternative, HasSubstr("2 layers"));
}

TEST(MapperOnModels, NegativePhasesAloneAreBuiltAsTheConjugate) {
  const Plan plan = mapped(model_to_map({1.0, -2.0}, {-0.4, -0.6}), bench_with(full_cupboard()));
  EXPECT_TRUE(plan.feasible);
  EXPECT_TRUE(plan.gauges.conjugated);
  EXPECT_EQ(plan.stages[0].b, -1.0);
  EXPECT_EQ(plan.stages[1].b, 2.0);
  EXPECT_EQ(plan.stages[0].nonlinear_phase_rad, 0.4);
  EXPECT_EQ(plan.stages[1].nonlinear_phase_rad, 0.6);
  EXPECT_NEAR(plan.stages[0].dispersion_ps2, -test::t0_squared_ps2, 3.2);
  EXPECT_THAT(plan.remarks, testing::Contains(HasSubstr("conjugate")));
}

TEST(MapperOnModels, PositivePhasesAreBuiltAsTheyAre) {
  EXPECT_FALSE(mapped(model_to_map({1.0}, {0.4}), bench_with(full_cupboard())).gauges.conjugated);
  EXPECT_FALSE(mapped(model_to_map({1.0}, {0.0}), bench_with(full_cupboard())).gauges.conjugated);
}

TEST(MapperOnModels, PhasesOfBothSignsCannotBeBuilt) {
  // Conjugation leaves one negative phase instead of two: the problem is that of the odd one out.
  const Plan plan =
      mapped(model_to_map({1.0, 1.0, 1.0}, {-0.4, 0.6, -0.2}), bench_with(full_cupboard()));
  EXPECT_FALSE(plan.feasible);
  EXPECT_TRUE(plan.gauges.conjugated);
  ASSERT_EQ(plan.problems.size(), 1U);
  EXPECT_EQ(plan.problems[0].where, "layer 2");
  EXPECT_EQ(plan.problems[0].wanted, -0.6);
  EXPECT_EQ(plan.problems[0].limit, 0.0);
  EXPECT_THAT(plan.problems[0].reason, HasSubstr("silica"));
  EXPECT_THAT(plan.problems[0].alternative, HasSubstr("gamma >= 0"));
}

TEST(MapperOnModels, APotentialCannotBeBuilt) {
  core::Model model = model_to_map({1.0}, {0.2});
  model.equation = core::Equation::gpe;
  model.layers.potential = core::RealBatch<double>(1, 32);
  const Plan plan = mapped(model, bench_with(full_cupboard()));
  EXPECT_FALSE(plan.feasible);
  const MappingProblem* problem = test::problem_of(plan, "model", "potential");
  ASSERT_NE(problem, nullptr);
  EXPECT_THAT(problem->reason, HasSubstr("phase modulator"));
  EXPECT_FALSE(problem->alternative.empty());
}

TEST(MapperOnModels, AReadoutThatSeesPhaseCannotBeBuilt) {
  for (const core::Detection detect : {core::Detection::field, core::Detection::spectrum}) {
    core::Model model = model_to_map({1.0}, {0.2});
    model.readout = {.detect = detect, .pool = 1};
    const Plan plan = mapped(model, bench_with(full_cupboard()));
    EXPECT_FALSE(plan.feasible);
    EXPECT_FALSE(plan.gauges.conjugated);
    const MappingProblem* problem = test::problem_of(plan, "readout", "detect");
    ASSERT_NE(problem, nullptr);
    EXPECT_THAT(problem->reason, HasSubstr("photodiode"));
    EXPECT_THAT(problem->alternative, HasSubstr("intensity"));
  }
}

TEST(MapperOnModels, LossAndGainOfTheLayersChangeNothingThatIsBuilt) {
  // Gamma_m = gamma_m exp(-sum_{k<=m} alpha_k): a loss of ln 2 halves everything behind it, gain does the opposite.
  core::Model lossy = model_to_map({1.0, -2.0, 0.5}, {0.8, 1.2, 0.3});
  lossy.layers.alpha = {std::log(2.0), -std::log(4.0), std::log(2.0)};
  // Powers in front of the Kerr steps: 1/2, 2, 1.
  const core::Model canonical = model_to_map({1.0, -2.0, 0.5}, {0.4, 2.4, 0.3});
  RigDocument rig = bench_with(full_cupboard());
  rig.line_broadening_mhz = 1000.0;
  rig.amplifier_maximum_output_w = 2.0;
  const Plan plan = mapped(lossy, rig);
  const Plan twin = mapped(canonical, rig);
  EXPECT_TRUE(plan.feasible);
  ASSERT_EQ(plan.stages.size(), twin.stages.size());
  for (std::size_t m = 0; m < 3; ++m) {
    EXPECT_EQ(plan.stages[m].dispersion_ps2, twin.stages[m].dispersion_ps2);
    EXPECT_NEAR(plan.stages[m].nonlinear_phase_rad, canonical.layers.gamma[m], 1e-12);
    EXPECT_NEAR(plan.stages[m].launch_power_w, twin.stages[m].launch_power_w, 1e-12);
    EXPECT_EQ(plan.light_path.stages[m].dispersive_parts,
              twin.light_path.stages[m].dispersive_parts);
  }
  EXPECT_NEAR(plan.predicted_nmse, twin.predicted_nmse, 1e-12);
}

TEST(MapperOnModels, GainTooMayAskForMorePowerThanThereIs) {
  core::Model model = model_to_map({1.0, 1.0}, {0.9, 0.9});
  model.layers.alpha = {0.0, -1.0};  // the second phase is 2.45 rad, beyond 1.51
  const Plan plan = mapped(model, bench_with(full_cupboard()));
  EXPECT_EQ(test::problem_of(plan, "layer 1", "gamma"), nullptr);
  const MappingProblem* problem = test::problem_of(plan, "layer 2", "gamma");
  ASSERT_NE(problem, nullptr);
  EXPECT_NEAR(problem->wanted, 0.9 * std::exp(1.0), 1e-12);
}

TEST(MapperOnModels, AllMistakesAreToldAtOnce) {
  RigDocument rig = bench_with({{"ofs-hnlf-507", 1}});
  rig.maximum_stages = 1;
  core::Model model = model_to_map({1.0, 2.0}, {2.0, 1.0});
  const Plan plan = mapped(model, rig);
  EXPECT_NE(test::problem_of(plan, "model", "layers"), nullptr);
  EXPECT_NE(test::problem_of(plan, "layer 1", "beta2"), nullptr);
  EXPECT_NE(test::problem_of(plan, "layer 2", "beta2"), nullptr);
  EXPECT_NE(test::problem_of(plan, "layer 1", "gamma"), nullptr);
  EXPECT_NE(test::problem_of(plan, "layer 2", "gamma"), nullptr);
  EXPECT_EQ(plan.problems.size(), 5U);
}

TEST(MapperOnModels, AnInfeasiblePlanIsADocumentToo) {
  Plan plan = mapped(model_to_map({1.0}, {7.0}), bench_with(full_cupboard()));
  plan.model = "m.safetensors";
  const auto read = core::parse_document<Plan>(core::to_document_text(plan), "plan");
  EXPECT_FALSE(read.feasible);
  ASSERT_EQ(read.problems.size(), 1U);
  EXPECT_EQ(read.problems[0].reason, plan.problems[0].reason);
}

TEST(MapperOnModels, ABrokenModelIsRefused) {
  core::Model model = model_to_map({1.0}, {0.2});
  model.layers.gamma = {0.2, 0.3};
  EXPECT_THROW(mapped(model, bench_with(full_cupboard())), core::InputError);
}

}  // namespace
}  // namespace fiberloom::hal
