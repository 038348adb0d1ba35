#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/report/axis.hpp>
#include <limits>

namespace fiberloom::report {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double mantissa_of(double value) {
  return value / std::pow(10.0, std::floor(std::log10(value) + 1e-9));
}

bool is_one_two_five(double step) {
  const double mantissa = mantissa_of(step);
  for (const double allowed : {1.0, 2.0, 5.0}) {
    if (std::abs(mantissa - allowed) < 1e-6) return true;
  }
  return false;
}

TEST(ReportAxis, StepsAreOneTwoOrFiveTimesAPowerOfTen) {
  EXPECT_DOUBLE_EQ(nice_step(10.0, 6), 2.0);
  EXPECT_DOUBLE_EQ(nice_step(1.0, 11), 0.1);
  EXPECT_DOUBLE_EQ(nice_step(23.0, 6), 5.0);
  EXPECT_DOUBLE_EQ(nice_step(8.0, 2), 10.0);
  for (double span = 1e-7; span < 1e7; span *= 1.37) {
    EXPECT_TRUE(is_one_two_five(nice_step(span, 6))) << span;
  }
}

TEST(ReportAxis, TicksCoverTheDataAndAreEvenlySpaced) {
  for (double span = 1e-8; span < 1e8; span *= 2.3) {
    for (const double offset : {-3.3, -1.0, -0.21, 0.0, 0.7, 11.0}) {
      const Limits data{offset * span, offset * span + span};
      const Axis axis = make_axis(data);
      ASSERT_GE(axis.ticks.size(), 3U);
      ASSERT_LE(axis.ticks.size(), 11U);
      const double step = axis.ticks[1].value - axis.ticks[0].value;
      EXPECT_TRUE(is_one_two_five(step)) << step;
      EXPECT_LE(axis.ticks.front().value, data.low + 1e-6 * span);
      EXPECT_GE(axis.ticks.back().value, data.high - 1e-6 * span);
      EXPECT_NEAR(axis.ticks.back().value - axis.ticks.front().value,
                  step * static_cast<double>(axis.ticks.size() - 1), 1e-6 * span);
    }
  }
}

TEST(ReportAxis, LabelsCarryAsManyDecimalsAsTheStepNeeds) {
  const Axis axis = make_axis({0.0, 1.0});
  ASSERT_EQ(axis.ticks.size(), 6U);
  EXPECT_EQ(axis.ticks[1].label, "0.2");
  EXPECT_EQ(axis.ticks[5].label, "1.0");
  EXPECT_EQ(make_axis({-40.0, 60.0}).ticks.front().label, "−40");
}

TEST(ReportAxis, NeighbouringLabelsDiffer) {
  for (double span = 1e-8; span < 1e8; span *= 3.7) {
    const Axis axis = make_axis({2.0 * span, 3.0 * span});
    for (std::size_t i = 1; i < axis.ticks.size(); ++i) {
      EXPECT_NE(axis.ticks[i].label, axis.ticks[i - 1].label) << span;
    }
  }
}

TEST(ReportAxis, VerySmallAndVeryLargeValuesHaveAFactorTakenOut) {
  const Axis small = make_axis({0.0, 4.2e-6});
  EXPECT_EQ(small.exponent, -6);
  EXPECT_EQ(small.ticks[1].label, "1");
  EXPECT_EQ(factor_text(small), " (×10⁻⁶)");
  EXPECT_EQ(make_axis({0.0, 400000.0}).exponent, 3);
  EXPECT_EQ(factor_text(make_axis({0.0, 80.0})), "");
}

TEST(ReportAxis, FixedLimitsStayAsTheyAre) {
  const Axis axis = make_axis({0.0, 1.0}, {.fixed = Limits{0.13, 0.87}});
  EXPECT_EQ(axis.limits, (Limits{0.13, 0.87}));
  EXPECT_GE(axis.ticks.front().value, 0.13);
  EXPECT_LE(axis.ticks.back().value, 0.87);
}

TEST(ReportAxis, ATightAxisTakesInATickThatIsAlmostReached) {
  const Axis axis = make_axis({0.0, 399.0}, {.num_ticks = 5, .cover = false});
  EXPECT_DOUBLE_EQ(axis.limits.high, 400.0);
  EXPECT_DOUBLE_EQ(make_axis({0.0, 370.0}, {.num_ticks = 5, .cover = false}).limits.high, 370.0);
}

TEST(ReportAxis, LogarithmicTicksCoverTheData) {
  const Axis axis = make_axis({0.003, 0.8}, {.logarithmic = true});
  EXPECT_TRUE(axis.logarithmic);
  EXPECT_LE(axis.ticks.front().value, 0.003);
  EXPECT_GE(axis.ticks.back().value, 0.8);
  EXPECT_EQ(axis.ticks.front().label, "0.002");
  EXPECT_EQ(axis.ticks.back().label, "1");
  const Axis wide = make_axis({3e-12, 2.0}, {.logarithmic = true});
  EXPECT_LE(wide.ticks.front().value, 3e-12);
  EXPECT_GE(wide.ticks.back().value, 2.0);
  EXPECT_LE(wide.ticks.size(), 10U);
}

TEST(ReportAxis, KnownValuesComeToKnownPixels) {
  const Axis linear = make_axis({0.0, 10.0}, {.fixed = Limits{0.0, 10.0}});
  EXPECT_DOUBLE_EQ(to_pixel(linear, 2.5, 100.0, 500.0), 200.0);
  EXPECT_DOUBLE_EQ(to_pixel(linear, 2.5, 500.0, 100.0), 400.0);  // an upward axis
  const Axis decades = make_axis({1.0, 1e4}, {.logarithmic = true, .fixed = Limits{1.0, 1e4}});
  EXPECT_NEAR(to_pixel(decades, 100.0, 0.0, 400.0), 200.0, 1e-9);
  EXPECT_NEAR(to_pixel(decades, 1000.0, 400.0, 0.0), 100.0, 1e-9);
  EXPECT_FALSE(std::isfinite(to_pixel(decades, 0.0, 0.0, 400.0)));
}

TEST(ReportAxis, AnyRangeGivesAnAxisThatCanBeDrawn) {
  const Limits odd[] = {{0.0, 0.0},
                        {5.0, 5.0},
                        {3.0, -2.0},
                        {std::nan(""), 1.0},
                        {infinity, -infinity},
                        {-infinity, infinity},
                        {-1.7e308, 1.7e308},
                        {1e-320, 2e-320},
                        {1e9, 1e9 + 1e-7},
                        {-5.0, -5.0},
                        {1e-300, 1e300},
                        {-1e-5, 0.0}};
  for (const Limits& limits : odd) {
    for (const bool is_logarithmic : {false, true}) {
      for (const bool covers : {false, true}) {
        const Axis axis = make_axis(limits, {.cover = covers, .logarithmic = is_logarithmic});
        EXPECT_TRUE(std::isfinite(axis.limits.low) && std::isfinite(axis.limits.high));
        EXPECT_LT(axis.limits.low, axis.limits.high);
        EXPECT_LE(axis.ticks.size(), 70U);
        for (const Tick& tick : axis.ticks) EXPECT_TRUE(std::isfinite(tick.value));
      }
    }
  }
}

}  // namespace
}  // namespace fiberloom::report
