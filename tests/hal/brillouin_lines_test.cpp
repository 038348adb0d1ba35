#include <fiberloom/core/units.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/brillouin_lines.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.hpp"
#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

using namespace core::units;

// Tones of these numbers of turns in a frame of 64 points, each of |u|^2 = 1.
core::FieldBatch<double> tones(const std::vector<double>& turns) {
  core::FieldBatch<double> frame(1, 64);
  for (std::size_t n = 0; n < 64; ++n) {
    for (const double turn : turns) {
      frame.row(0)[n] +=
          std::polar(1.0, 2.0 * std::numbers::pi * turn * static_cast<double>(n) / 64.0);
    }
  }
  return frame;
}

// A frame of 10 ns is a comb of 100 MHz.
double strongest(const std::vector<double>& turns, double window_mhz) {
  return strongest_line(tones(turns), 10.0 * ns, window_mhz * mhz);
}

TEST(BrillouinLines, ConstantLightIsOneLine) {
  EXPECT_NEAR(strongest({0.0}, 30.0), 1.0, 1e-12);
  EXPECT_NEAR(strongest({0.0}, 3000.0), 1.0, 1e-12);
}

TEST(BrillouinLines, ToneBesideToneCountsOnceUnlessTheWindowHoldsBoth) {
  EXPECT_NEAR(strongest({3.0, 5.0}, 30.0), 1.0, 1e-12);
  EXPECT_NEAR(strongest({3.0, 5.0}, 199.0), 1.0, 1e-12);
  EXPECT_NEAR(strongest({3.0, 5.0}, 200.0), 2.0, 1e-12);
  EXPECT_NEAR(strongest({3.0, 4.0, 5.0, 20.0}, 100.0), 2.0, 1e-12);
  // The window passes over the carrier, from the negative frequencies to the positive ones.
  EXPECT_NEAR(strongest({-1.0, 0.0, 1.0}, 200.0), 3.0, 1e-12);
}

TEST(BrillouinLines, TheStrongestFrameCounts) {
  core::FieldBatch<double> frames(2, 64);
  for (std::size_t n = 0; n < 64; ++n) {
    frames.row(0)[n] = 0.5;
    frames.row(1)[n] = 1.5;
  }
  EXPECT_NEAR(strongest_line(frames, 10.0 * ns, 30.0 * mhz), 2.25, 1e-12);
}

TEST(BrillouinLines, RefusesWhatHasNoLines) {
  test::expect_error<core::InputError>("input.shape", {"no frames"}, [] {
    static_cast<void>(strongest_line(core::FieldBatch<double>(0, 64), 10.0 * ns, 30.0 * mhz));
  });
  test::expect_error<core::InputError>("input.domain", {"duration"}, [] {
    static_cast<void>(strongest_line(tones({0.0}), 0.0 * ns, 30.0 * mhz));
  });
}

class LinesOfAPlan : public ::testing::Test {
 protected:
  LinesOfAPlan() : plan_(test::mapped(model_, rig_)) {}

  void count(const core::FieldBatch<double>& frames) {
    count_brillouin_lines(plan_, buildable_model(model_, plan_.gauges), frames, rig_, workers_);
  }

  core::Model model_ = test::model_to_map({1.0, 1.0}, {0.5, 0.4});
  RigDocument rig_ = test::bench_with(test::full_cupboard());
  Plan plan_;
  core::WorkerPool workers_{1};
};

TEST_F(LinesOfAPlan, ConstantLightIsAllOfTheLaunchPower) {
  // Dispersion and Kerr effect leave a carrier what it is.
  count(tones({0.0}));
  for (const PlannedStage& stage : plan_.stages) {
    EXPECT_GT(stage.launch_power_w, 0.0);
    EXPECT_NEAR(stage.strongest_line_w, stage.launch_power_w, 1e-12);
  }
}

TEST_F(LinesOfAPlan, TheDitherSpreadsNeighboursOverEachOther) {
  // 64 points at 120 GSa/s are 0.5333 ns: 1.875 GHz from line to line. Two tones of half the power each, |u|^2 = 1 in the
  // mean, are one line for a dither of 2 GHz and two for one of 300 MHz.
  core::FieldBatch<double> frames = tones({0.0, 1.0});
  for (std::complex<double>& value : frames.values()) {
    value *= std::sqrt(0.5);
  }
  count(frames);
  EXPECT_NEAR(plan_.stages[0].strongest_line_w, 0.5 * plan_.stages[0].launch_power_w, 1e-12);
  rig_.line_broadening_mhz = 2000.0;
  count(frames);
  EXPECT_NEAR(plan_.stages[0].strongest_line_w, plan_.stages[0].launch_power_w, 1e-12);
}

TEST_F(LinesOfAPlan, AllowNothing) {
  // Power spread over many lines is far from the threshold; what the guard of a bench holds to stays as it is.
  const Plan before = plan_;
  count(tones({-7.0, -3.0, 2.0, 5.0, 11.0}));
  for (std::size_t m = 0; m < 2; ++m) {
    EXPECT_EQ(plan_.light_path.stages[m].maximum_launch_power_w,
              before.light_path.stages[m].maximum_launch_power_w);
    EXPECT_EQ(plan_.stages[m].brillouin_threshold_w, before.stages[m].brillouin_threshold_w);
    EXPECT_EQ(plan_.stages[m].launch_power_w, before.stages[m].launch_power_w);
  }
  EXPECT_FALSE(test::mapped(test::model_to_map({1.0}, {1.6}), rig_).feasible);
}

}  // namespace
}  // namespace fiberloom::hal
