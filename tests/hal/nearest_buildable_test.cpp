#include <fiberloom/hal/nearest_buildable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"
#include "mapping_support.hpp"
#include "random.hpp"

namespace fiberloom::hal {
namespace {

using test::bench_with;
using test::full_cupboard;
using test::mapped;
using test::model_to_map;
using testing::ElementsAre;
using testing::HasSubstr;

NearestBuildable near(const core::Model& model, const RigDocument& rig) {
  return nearest_buildable(model, rig, builtin_catalog());
}

TEST(NearestBuildable, LeavesWhatCanBeBuilt) {
  const core::Model model = model_to_map({2.0, 1.2}, {0.9, 0.5});
  const NearestBuildable found = near(model, bench_with(full_cupboard()));
  EXPECT_EQ(found.model.layers, model.layers);
  EXPECT_TRUE(found.changes.empty());
}

TEST(NearestBuildable, TurnsOffThePhasesOfTheWrongSign) {
  const RigDocument rig = bench_with(full_cupboard());
  const NearestBuildable few = near(model_to_map({2.0, 1.2, 1.0}, {0.9, -0.5, 0.3}), rig);
  EXPECT_THAT(few.model.layers.gamma, ElementsAre(0.9, 0.0, 0.3));
  EXPECT_THAT(few.changes, ElementsAre("layer 2: gamma -0.5 to 0"));
  // Where most are negative the conjugate is built, so that the positive one has to go.
  const NearestBuildable most = near(model_to_map({2.0, 1.2, 1.0}, {-0.9, 0.5, -0.3}), rig);
  EXPECT_THAT(most.model.layers.gamma, ElementsAre(-0.9, 0.0, -0.3));
  EXPECT_EQ(most.model.layers.beta2, (std::vector<double>{2.0, 1.2, 1.0}));
  EXPECT_TRUE(mapped(most.model, rig).feasible);
}

TEST(NearestBuildable, TakesTheDispersionThatThePartsReach) {
  const RigDocument rig = bench_with({{"teraxion-tdcmx", 1}, {"ofs-hnlf-507", 1}});
  const double reach = 1200.0 * -test::ps2_per_ps_per_nm / test::t0_squared_ps2;
  for (const double sign : {1.0, -1.0}) {
    const NearestBuildable found = near(model_to_map({sign * 1000.0}, {0.5}), rig);
    EXPECT_NEAR(found.model.layers.beta2[0], sign * reach, 1e-4 * reach);
    EXPECT_TRUE(mapped(found.model, rig).feasible);
    ASSERT_EQ(found.changes.size(), 1U);
    EXPECT_THAT(found.changes[0], HasSubstr("layer 1: beta2"));
  }
}

TEST(NearestBuildable, StaysBelowTheBrillouinThresholdWhateverTheLoss) {
  const RigDocument rig = bench_with(full_cupboard());
  for (const double alpha : {-0.7, 0.0, 0.9}) {
    core::Model model = model_to_map({2.0, 1.2}, {0.3, 30.0});
    model.layers.alpha = {alpha, 0.1};
    const NearestBuildable found = near(model, rig);
    EXPECT_TRUE(mapped(found.model, rig).feasible) << alpha;
    EXPECT_EQ(found.model.layers.alpha, model.layers.alpha);
    EXPECT_EQ(found.model.layers.gamma[0], model.layers.gamma[0]);
    const double limit = mapped(model_to_map({2.0, 1.2}, {0.3, 30.0}), rig).problems.front().limit;
    EXPECT_NEAR(found.model.layers.gamma[1] * std::exp(-alpha - 0.1), limit, 1e-8);
  }
}

TEST(NearestBuildable, JoinsTheLayersThatHaveLeastToLose) {
  RigDocument rig = bench_with(full_cupboard());
  rig.maximum_stages = 2;
  // Nothing lies between the first two, so that joining them is exact; the last two would lose.
  core::Model model = model_to_map({1.0, 0.7, 1.2}, {0.0, 0.5, 0.3});
  const NearestBuildable found = near(model, rig);
  EXPECT_THAT(found.model.layers.beta2, ElementsAre(1.7, 1.2));
  EXPECT_THAT(found.model.layers.gamma, ElementsAre(0.5, 0.3));
  EXPECT_THAT(found.changes, ElementsAre("3 layers joined to 2"));
  EXPECT_TRUE(mapped(found.model, rig).feasible);
}

TEST(NearestBuildable, LeavesOutWhatTheBenchHasNoPlaceFor) {
  core::Model model = model_to_map({1.0}, {0.3});
  model.equation = core::Equation::gpe;
  model.layers.potential = core::RealBatch<double>(1, 32);
  model.readout = {.detect = core::Detection::field, .pool = 128};
  const NearestBuildable found = near(model, bench_with(full_cupboard()));
  EXPECT_FALSE(found.model.layers.has_potential());
  EXPECT_EQ(found.model.readout.detect, core::Detection::intensity);
  EXPECT_EQ(found.model.readout.pool, 64U);  // all 64 points of the record
  found.model.validate();
  EXPECT_EQ(found.changes.size(), 2U);
}

TEST(NearestBuildable, CanBeBuiltWhateverWasAskedFor) {
  test::Random random(981);
  RigDocument rig = bench_with(full_cupboard());
  for (int trial = 0; trial < 60; ++trial) {
    std::vector<double> b;
    std::vector<double> phases;
    const auto layers = static_cast<int>(random.uniform(1.0, 7.0));
    for (int m = 0; m < layers; ++m) {
      b.push_back(std::pow(10.0, random.uniform(-4.0, 3.0)) * (random.normal() > 0.0 ? 1.0 : -1.0));
      phases.push_back(2.0 * random.normal());
    }
    const NearestBuildable found = near(model_to_map(b, phases), rig);
    EXPECT_TRUE(mapped(found.model, rig).feasible) << trial;
    EXPECT_TRUE(near(found.model, rig).changes.empty()) << trial;
  }
}

}  // namespace
}  // namespace fiberloom::hal
