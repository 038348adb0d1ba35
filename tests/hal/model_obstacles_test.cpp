#include <fiberloom/hal/model_obstacles.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/hal/rig_catalog.hpp>

#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

using test::bench_with;
using test::full_cupboard;
using test::model_to_map;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<MappingProblem> obstacles(const core::Model& model, const RigDocument& rig,
                                      double largest_field = 1.0) {
  const core::NetworkGauges gauges = core::network_gauges(model);
  return model_obstacles({.model = model, .gauges = gauges, .largest_field = largest_field}, rig,
                         catalog_for(rig));
}

RigDocument wide_bench() {
  RigDocument rig = bench_with(full_cupboard());
  rig.transmitter.full_scale = 6.0;
  return rig;
}

TEST(ModelObstacles, ThereAreNoneWhereTheMapperFindsParts) {
  const core::Model model = model_to_map({1.0, 2.0, -1.0}, {0.5, 0.4, 0.3});
  ASSERT_TRUE(test::mapped(model, wide_bench()).feasible);
  EXPECT_THAT(obstacles(model, wide_bench()), IsEmpty());
}

TEST(ModelObstacles, StagesAreCountedWithoutFreeSteps) {
  const core::Model six = model_to_map({1, 1, 1, 1, 1, 1}, {0.1, 0.1, 0.1, 0.1, 0.1, 0.1});
  // A Kerr step behind the waveform, then five dispersions, the last one without its Kerr step.
  EXPECT_EQ(stages_in_glass(core::network_gauges(six)), 6U);
  const auto found = obstacles(six, wide_bench());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].parameter, "layers");
  EXPECT_EQ(found[0].wanted, 6.0);
  EXPECT_EQ(found[0].limit, 4.0);
  const core::Model linear = model_to_map({1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0.5});
  EXPECT_EQ(stages_in_glass(core::network_gauges(linear)), 0U);
  EXPECT_THAT(obstacles(linear, wide_bench()), IsEmpty());
}

// Everything together: four compensators of 1530.54 ps^2 and a grating of 520 km turned as it is wanted, 8840 ps/nm.
TEST(ModelObstacles, DispersionBeyondTheWholeCupboardNeedsAFasterGenerator) {
  const double reach_ps2 = 4.0 * 1200.0 * 1.27545 + 8840.0 * 1.27545;
  const double b = 1.02 * reach_ps2 / test::t0_squared_ps2;
  const auto found = obstacles(model_to_map({1.0, b}, {0.1, 0.1}), wide_bench());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].parameter, "sample_rate");
  EXPECT_EQ(found[0].where, "layer 2");
  EXPECT_NEAR(found[0].limit, reach_ps2, 1e-3 * reach_ps2);
  EXPECT_THAT(found[0].alternative, HasSubstr("121.2 GSa/s"));  // 120 * sqrt(1.02)
  EXPECT_THAT(obstacles(model_to_map({1.0, 0.98 * b}, {0.1, 0.1}), wide_bench()), IsEmpty());
  EXPECT_THAT(obstacles(model_to_map({b, 1.0}, {0.1, 0.1}), wide_bench()), IsEmpty())
      << "the first dispersion is done in the waveform";
}

// Four spools of 5.4384 rad/W, each at the Brillouin threshold of 0.278386 W (mapper_test): 6.056 rad.
TEST(ModelObstacles, NonlinearPhaseBeyondAllSpoolsIsTooMuch) {
  const auto found = obstacles(model_to_map({1.0, 1.0}, {6.1, 0.1}), wide_bench());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].parameter, "gamma");
  EXPECT_NEAR(found[0].limit, 4.0 * 5.43840 * 0.278386, 1e-4);
  EXPECT_THAT(obstacles(model_to_map({1.0, 1.0}, {6.0, 0.1}), wide_bench()), IsEmpty());
}

TEST(ModelObstacles, SignsArePickedForTheFewestConflicts) {
  EXPECT_THAT(obstacles(model_to_map({1.0, 1.0, 1.0}, {-0.1, -0.2, 0.3}), wide_bench()), IsEmpty());
  const auto found = obstacles(model_to_map({1.0, 1.0, 1.0}, {0.1, -0.2, 0.3}), wide_bench());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].where, "layer 2");
  EXPECT_THAT(found[0].reason, HasSubstr("silica"));
}

TEST(ModelObstacles, DetectorGeneratorAndModulatorHaveTheirLimits) {
  core::Model model = model_to_map({1.0, 1.0, 1.0}, {0.1, 0.1, 0.1});
  const auto clipped = obstacles(model, wide_bench(), 6.5);
  ASSERT_EQ(clipped.size(), 1U);
  EXPECT_EQ(clipped[0].parameter, "full_scale");
  EXPECT_EQ(clipped[0].wanted, 6.5);
  model.readout.detect = core::Detection::field;
  const auto detector = obstacles(model, wide_bench());
  ASSERT_EQ(detector.size(), 1U);
  EXPECT_THAT(detector[0].reason, HasSubstr("photodiode"));
  model.readout.detect = core::Detection::intensity;
  model.equation = core::Equation::gpe;
  model.layers.potential = core::RealBatch<double>(3, 32);
  model.layers.potential.row(1)[7] = 0.3;
  const auto modulator = obstacles(model, wide_bench());
  ASSERT_EQ(modulator.size(), 1U);
  EXPECT_EQ(modulator[0].where, "layer 2");
}

}  // namespace
}  // namespace fiberloom::hal
