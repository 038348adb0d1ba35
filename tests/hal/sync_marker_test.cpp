#include "sync_marker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "expect_error.hpp"
#include "rows.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::hal {
namespace {

struct Frame {
  std::size_t samples = 0;
  std::size_t oversampling = 1;
};

const std::vector<Frame> frames{{10, 1}, {20, 2}, {32, 1},  {33, 1},  {48, 2},  {64, 1},
                                {64, 2}, {97, 1}, {128, 4}, {256, 1}, {1000, 2}};

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

double covariance(const std::vector<double>& trace, std::size_t lag) {
  const double middle = mean(trace);
  double sum = 0.0;
  for (std::size_t j = 0; j < trace.size(); ++j) {
    sum += (trace[j] - middle) * (trace[(j + lag) % trace.size()] - middle);
  }
  return sum;
}

TEST(SyncMarker, HasTheMeanPowerOfDataAndStaysWithinTheGenerator) {
  for (const Frame& frame : frames) {
    const test::Row marker = sync_marker(frame.samples, frame.oversampling, 6.0);
    ASSERT_EQ(marker.size(), frame.samples);
    EXPECT_NEAR(mean(test::intensities(marker)), 1.0, 1e-12) << frame.samples;
    const test::Row small = sync_marker(frame.samples, frame.oversampling, 0.5);
    double peak = 0.0;
    for (const test::Complex& value : small) {
      peak = std::max(peak, std::abs(value));
    }
    EXPECT_NEAR(peak, 0.5, 1e-12) << frame.samples;
  }
}

TEST(SyncMarker, LooksLikeItselfAtNoOtherTime) {
  for (const Frame& frame : frames) {
    const std::vector<double> trace =
        test::intensities(sync_marker(frame.samples, frame.oversampling, 6.0));
    const double peak = covariance(trace, 0);
    for (std::size_t lag = 3 * frame.oversampling; 2 * lag <= frame.samples; ++lag) {
      EXPECT_LT(covariance(trace, lag), 0.5 * peak)
          << frame.samples << " samples, " << frame.oversampling << " a model sample, lag " << lag;
    }
  }
}

// What is symmetric in time stays so, whatever dispersion and Kerr effect a bench really has.
TEST(SyncMarker, LeavesEveryLightPathAsSymmetricAsItCame) {
  test::Random random(13);
  for (const Frame& frame : frames) {
    LightPath path = test::wide_path(3, frame.oversampling);
    path.optical_filter_ghz = 40.0;
    const auto settings = test::settings_for(
        {random.uniform(-3.0, 3.0), random.uniform(-3.0, 3.0), random.uniform(-3.0, 3.0)},
        {random.uniform(0.0, 1.0), random.uniform(0.0, 1.0), random.uniform(0.0, 1.0)},
        static_cast<double>(frame.oversampling));
    const std::vector<double> trace =
        planned_trace(sync_marker(frame.samples, frame.oversampling, 6.0), path, settings);
    for (std::size_t j = 1; j < frame.samples; ++j) {
      EXPECT_NEAR(trace[j], trace[frame.samples - j], 1e-9) << frame.samples;
    }
  }
}

TEST(SyncMarker, IsExpectedAsTheNetworkWouldSendItOn) {
  const test::Row marker = sync_marker(96, 2, 6.0);
  const std::vector<double> trace = planned_trace(marker, test::wide_path(2, 2),
                                                  test::settings_for({1.4, -0.8}, {0.5, 0.3}, 2.0));
  const test::Row expected =
      test::propagated(marker, test::lossless({1.4, -0.8}, {0.5, 0.3}), {}, 2.0);
  EXPECT_LT(test::largest_difference(trace, test::intensities(expected)), 1e-9);
}

TEST(SyncMarker, WantsFramesThatItFitsInto) {
  test::expect_error<core::InputError>("input.shape", {"sync marker", "19 samples", "20"},
                                       [] { static_cast<void>(sync_marker(19, 2, 6.0)); });
  EXPECT_NO_THROW(require_marker_room(20, 2));
}

}  // namespace
}  // namespace fiberloom::hal
