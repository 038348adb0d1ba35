#include <fiberloom/core/time_grid.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <limits>
#include <numbers>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

constexpr double pi = std::numbers::pi;

void expect_values(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t j = 0; j < expected.size(); ++j) {
    EXPECT_DOUBLE_EQ(found[j], expected[j]) << j;
  }
}

TEST(TimeGrid, TimesAreZeroAtTheMiddleSample) {
  expect_values(TimeGrid(5, 0.5).times(), {-1.0, -0.5, 0.0, 0.5, 1.0});
  expect_values(TimeGrid(6, 2.0).times(), {-6.0, -4.0, -2.0, 0.0, 2.0, 4.0});
  expect_values(TimeGrid(1, 3.0).times(), {0.0});
}

TEST(TimeGrid, FrequenciesOfAnOddGridAreInFftOrder) {
  const double bin = 2.0 * pi / 5.0;
  expect_values(TimeGrid(5, 1.0).angular_frequencies(), {0.0, bin, 2.0 * bin, -2.0 * bin, -bin});
}

TEST(TimeGrid, FrequenciesOfAnEvenGridHoldNyquistAsTheMostNegativeOne) {
  expect_values(TimeGrid(4, 1.0).angular_frequencies(), {0.0, pi / 2.0, -pi, -pi / 2.0});
}

TEST(TimeGrid, FrequenciesGoWithOneOverTheStep) {
  // Two points per model sample: Nyquist at 2 pi.
  expect_values(TimeGrid(4, 0.5).angular_frequencies(), {0.0, pi, -2.0 * pi, -pi});
  expect_values(TimeGrid(1, 0.5).angular_frequencies(), {0.0});
}

TEST(TimeGrid, EqualGridsHaveEqualSizeAndStep) {
  EXPECT_EQ(TimeGrid(8, 0.5), TimeGrid(8, 0.5));
  EXPECT_NE(TimeGrid(8, 0.5), TimeGrid(8, 1.0));
  EXPECT_NE(TimeGrid(8, 0.5), TimeGrid(9, 0.5));
}

TEST(TimeGrid, RefusesNoSamplesAndStepsThatAreNoTime) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  test::expect_error<InputError>("input.grid", {"at least one sample"}, [] { TimeGrid(0, 1.0); });
  for (const double step : {0.0, -1.0, infinity, nan}) {
    SCOPED_TRACE(step);
    test::expect_error<InputError>("input.grid", {"positive"}, [step] { TimeGrid(4, step); });
  }
}

}  // namespace
}  // namespace fiberloom::core
