#include <fiberloom/hal/realisable_range.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>

#include "expect_error.hpp"
#include "mapping_support.hpp"
#include "random.hpp"

namespace fiberloom::hal {
namespace {

using test::bench_with;
using test::full_cupboard;
using test::mapped;
using test::model_to_map;

// +-1200 ps/nm of the tunable compensator, in samples squared.
const double tunable_b = 1200.0 * -test::ps2_per_ps_per_nm / test::t0_squared_ps2;

std::vector<LayerRange> ranges_of(const core::Model& model, const RigDocument& rig) {
  return realisable_ranges(model, rig, builtin_catalog());
}

TEST(RealisableRanges, AreWhatTheCompensatorReaches) {
  for (const double start : {1.0, 0.0, -2.0}) {
    const auto ranges = ranges_of(model_to_map({start}, {0.5}), bench_with(full_cupboard()));
    ASSERT_EQ(ranges.size(), 1U);
    EXPECT_NEAR(ranges[0].minimum_b, -tunable_b, 1e-4 * tunable_b);
    EXPECT_NEAR(ranges[0].maximum_b, tunable_b, 1e-4 * tunable_b);
  }
}

TEST(RealisableRanges, ReachUpToThePowerThatFibreAndAmplifierAllow) {
  // gamma Leff P: 11.3/(W km), 507 m at 0.9 dB/km; 0.5 W less half of what 1.05 dB leaves beside the fibre's own loss.
  const double alpha = 0.9 * std::log(10.0) / 10.0;
  const double effective_km = (1.0 - std::exp(-alpha * 0.507)) / alpha;
  const double end_db = (1.05 - 0.9 * 0.507) / 2.0;
  const double from_amplifier = 11.3 * effective_km * 0.5 * std::pow(10.0, -end_db / 10.0);
  const auto at = [&](double line_broadening_mhz) {
    RigDocument rig = bench_with(full_cupboard());
    rig.line_broadening_mhz = line_broadening_mhz;
    return ranges_of(model_to_map({1.0}, {0.0}), rig)[0];
  };
  EXPECT_NEAR(at(1e6).maximum_nonlinear_phase, from_amplifier, 1e-9);
  EXPECT_LT(at(0.0).maximum_nonlinear_phase, 0.5 * from_amplifier);  // Brillouin scattering
  EXPECT_EQ(at(1e6).minimum_nonlinear_phase, 0.0);
}

TEST(RealisableRanges, EndWithTheInventory) {
  const auto ranges = ranges_of(model_to_map({3.0, 1.0}, {0.5, 0.2}),
                                bench_with({{"teraxion-tdcmx", 1}, {"ofs-hnlf-507", 1}}));
  EXPECT_GT(ranges[0].maximum_b, 5.0);
  EXPECT_EQ(ranges[1].minimum_b, 0.0);
  EXPECT_EQ(ranges[1].maximum_b, 0.0);
  EXPECT_GT(ranges[0].maximum_nonlinear_phase, 0.0);
  EXPECT_EQ(ranges[1].maximum_nonlinear_phase, 0.0);
}

TEST(RealisableRanges, OfNegativePhasesAreThoseOfTheConjugate) {
  const auto plus = ranges_of(model_to_map({1.0, 2.0}, {0.5, 0.0}), bench_with(full_cupboard()));
  const auto minus =
      ranges_of(model_to_map({-1.0, -2.0}, {-0.5, 0.0}), bench_with(full_cupboard()));
  for (std::size_t m = 0; m < 2; ++m) {
    EXPECT_NEAR(minus[m].minimum_b, -plus[m].maximum_b, 1e-12);
    EXPECT_NEAR(minus[m].maximum_b, -plus[m].minimum_b, 1e-12);
    EXPECT_NEAR(minus[m].minimum_nonlinear_phase, -plus[m].maximum_nonlinear_phase, 1e-12);
    EXPECT_NEAR(minus[m].maximum_nonlinear_phase, 0.0, 1e-12);
  }
}

TEST(RealisableRanges, HoldModelsThatTheMapperCanBuild) {
  test::Random random(951);
  const RigDocument rig = bench_with(full_cupboard());
  const auto ranges = ranges_of(model_to_map({2.0, 1.2, 1.2, 2.4}, {0.9, 0.9, 0.8, 0.9}), rig);
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<double> b;
    std::vector<double> phases;
    for (const LayerRange& range : ranges) {
      const double value = random.uniform(range.minimum_b, range.maximum_b);
      b.push_back(std::copysign(std::max(std::abs(value), 0.3), value));  // above the step
      phases.push_back(
          random.uniform(range.minimum_nonlinear_phase, range.maximum_nonlinear_phase));
    }
    EXPECT_TRUE(mapped(model_to_map(b, phases), rig).feasible) << trial;
  }
}

TEST(RealisableRanges, AreRefusedWhereNoNumberOfALayerHelps) {
  RigDocument rig = bench_with(full_cupboard());
  rig.maximum_stages = 1;
  test::expect_error<core::InputError>("input.rig", {"bench", "fewer stages", "1 layers"}, [&] {
    ranges_of(model_to_map({1.0, 1.0}, {0.1, 0.1}), rig);
  });
  core::Model coherent = model_to_map({1.0}, {0.1});
  coherent.readout.detect = core::Detection::field;
  test::expect_error<core::InputError>("input.rig", {"photodiode"},
                                       [&] { ranges_of(coherent, bench_with(full_cupboard())); });
}

}  // namespace
}  // namespace fiberloom::hal
