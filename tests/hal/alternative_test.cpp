// What is offered where a network cannot be built: always at least two ways, each of them feasible.
#include <fiberloom/hal/alternative.hpp>
#include <fiberloom/hal/mapping_search.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

using test::bench_with;
using test::full_cupboard;
using test::model_to_map;

struct Refusal {
  Plan plan;
  std::vector<Alternative> alternatives;
};

Refusal refusal_of(const core::Model& model, const RigDocument& rig) {
  Refusal result{.plan = search_mapping(model, rig, builtin_catalog()), .alternatives = {}};
  result.alternatives = alternatives(model, rig, builtin_catalog(), result.plan);
  return result;
}

std::vector<std::string> names_of(const std::vector<Alternative>& all) {
  std::vector<std::string> names;
  for (const Alternative& each : all) {
    names.push_back(each.name);
  }
  return names;
}

void expect_all_feasible(const std::vector<Alternative>& all) {
  for (const Alternative& each : all) {
    EXPECT_TRUE(each.plan.feasible) << each.name;
    EXPECT_TRUE(search_mapping(each.model, each.rig, builtin_catalog(),
                               {.architecture = each.plan.light_path.architecture})
                    .feasible)
        << each.name;
    EXPECT_FALSE(each.description.empty());
  }
}

TEST(Alternatives, MixedSignsAreOfferedElectronicsOneStageAndClipping) {
  const Refusal refusal =
      refusal_of(model_to_map({1.0, 1.0, 1.0}, {-0.2, 0.3, -0.2}), bench_with(full_cupboard()));
  ASSERT_FALSE(refusal.plan.feasible);
  EXPECT_THAT(names_of(refusal.alternatives),
              testing::IsSupersetOf({"clipped", "electro_optic", "reused_stage"}));
  expect_all_feasible(refusal.alternatives);
  const auto clipped = std::ranges::find(refusal.alternatives, "clipped", &Alternative::name);
  EXPECT_EQ(clipped->model.layers.gamma, (std::vector<double>{-0.2, 0.0, -0.2}));
}

TEST(Alternatives, DispersionBeyondAllParts) {
  RigDocument rig = bench_with(full_cupboard());
  rig.transmitter.sample_rate_gsa_per_s = 64.0;
  core::Model model = model_to_map({1.0, 1000.0}, {0.3, 0.2});
  model.frame.oversampling = 1;
  const Refusal refusal = refusal_of(model, rig);
  ASSERT_FALSE(refusal.plan.feasible);
  const MappingProblem* problem = test::problem_of(refusal.plan, "layer 2", "beta2");
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->wanted, 1000.0);
  EXPECT_GE(refusal.alternatives.size(), 2U);
  expect_all_feasible(refusal.alternatives);
}

TEST(Alternatives, PhasesBeyondBrillouinScattering) {
  core::Model model = model_to_map({1.0, 1.0}, {2.5, 0.2});
  RigDocument rig = bench_with(full_cupboard());
  rig.amplifier_maximum_output_w = 2.0;
  const Refusal refusal = refusal_of(model, rig);
  ASSERT_FALSE(refusal.plan.feasible);
  EXPECT_THAT(names_of(refusal.alternatives),
              testing::IsSupersetOf({"clipped", "broader_carrier"}));
  expect_all_feasible(refusal.alternatives);
  // 2.5 rad over 5.43840 rad/W is 0.4597 W: 25.308 mW times (1 + linewidth/30 MHz) at 515 MHz.
  const auto broader =
      std::ranges::find(refusal.alternatives, "broader_carrier", &Alternative::name);
  EXPECT_EQ(broader->rig.line_broadening_mhz, 1000.0);
}

TEST(Alternatives, TooManyLayers) {
  RigDocument rig = bench_with(full_cupboard());
  rig.maximum_stages = 2;
  const Refusal refusal = refusal_of(model_to_map({1.0, 1.0, 1.0}, {0.1, 0.1, 0.1}), rig);
  ASSERT_FALSE(refusal.plan.feasible);
  EXPECT_THAT(names_of(refusal.alternatives), testing::IsSupersetOf({"clipped", "more_parts"}));
  expect_all_feasible(refusal.alternatives);
}

TEST(Alternatives, NoneForAPlanThatCanBeBuilt) {
  EXPECT_TRUE(
      refusal_of(model_to_map({1.0}, {0.1}), bench_with(full_cupboard())).alternatives.empty());
}

}  // namespace
}  // namespace fiberloom::hal
