#include "demo/ladder_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace fiberloom::app {
namespace {

// Accuracies of the five rungs on one bench; every rung spends 10, 20, … passes.
calibration::Ladder bench(const std::vector<double>& accuracies) {
  calibration::Ladder ladder;
  for (std::size_t r = 0; r < accuracies.size(); ++r) {
    ladder.rungs.push_back({.name = calibration::ladder_rung_names()[r],
                            .accuracy = accuracies[r],
                            .optical_passes = static_cast<std::int64_t>(10 * (r + 1))});
  }
  return ladder;
}

DemoResult three_benches() {
  DemoResult result;
  result.benches = {bench({0.5, 0.7, 0.7, 0.75, 0.8}), bench({0.7, 0.6, 0.7, 0.8, 0.8}),
                    bench({0.6, 0.8, 0.7, 0.85, 0.8})};
  return result;
}

TEST(LadderStatistics, AreInPercentOverTheBenches) {
  const std::vector<RungStatistics> rungs = rung_statistics(three_benches());
  ASSERT_EQ(rungs.size(), 5U);
  EXPECT_EQ(rungs[0].name, "deployed");
  EXPECT_NEAR(rungs[0].mean, 60.0, 1e-12);
  EXPECT_NEAR(rungs[0].standard_deviation, 10.0, 1e-12);  // deviations -10, 10, 0: sqrt(200/2)
  EXPECT_NEAR(rungs[0].worst, 50.0, 1e-12);
  EXPECT_EQ(rungs[0].optical_passes, 10);
  EXPECT_NEAR(rungs[1].worst, 60.0, 1e-12);
  EXPECT_EQ(rungs[4].name, "calibrated + readout");
  EXPECT_NEAR(rungs[4].standard_deviation, 0.0, 1e-12);
  EXPECT_EQ(rungs[4].optical_passes, 50);
}

TEST(LadderStatistics, FindARungByItsName) {
  const std::vector<RungStatistics> rungs = rung_statistics(three_benches());
  EXPECT_NEAR(find_rung(rungs, "PAT").mean, 80.0, 1e-12);
  EXPECT_THROW(find_rung(rungs, "magic"), std::out_of_range);
}

TEST(LadderStatistics, CompareTwoRungsBenchByBench) {
  const std::vector<RungStatistics> rungs = rung_statistics(three_benches());
  const PairedDifference gain = paired_difference(rungs[0], rungs[1], 3);
  // +20, -10, +20 points.
  EXPECT_NEAR(gain.mean, 10.0, 1e-12);
  EXPECT_EQ(gain.num_worse, 1U);
  EXPECT_EQ(gain.num_benches, 3U);
  EXPECT_GE(gain.interval.lower, -10.0 - 1e-12);
  EXPECT_LE(gain.interval.upper, 20.0 + 1e-12);
  EXPECT_LT(gain.interval.lower, gain.mean);
  EXPECT_GT(gain.interval.upper, gain.mean);
}

TEST(LadderStatistics, ARungIsAsGoodAsItself) {
  const std::vector<RungStatistics> rungs = rung_statistics(three_benches());
  const PairedDifference none = paired_difference(rungs[2], rungs[2], 3);
  EXPECT_EQ(none.mean, 0.0);
  EXPECT_EQ(none.num_worse, 0U);
  EXPECT_EQ(none.interval.lower, 0.0);
  EXPECT_EQ(none.interval.upper, 0.0);
}

}  // namespace
}  // namespace fiberloom::app
