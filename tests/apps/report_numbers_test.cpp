#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/report/number_text.hpp>
#include <fiberloom/report/sample_summary.hpp>
#include <vector>

namespace fiberloom::report {
namespace {

TEST(ReportNumbers, FixedTextHasTrueMinusAndNoNegativeZero) {
  EXPECT_EQ(fixed_text(-21.66, 1), "−21.7");
  EXPECT_EQ(fixed_text(-0.04, 1), "0.0");
  EXPECT_EQ(fixed_text(3.0, 0), "3");
  EXPECT_EQ(fixed_text(std::nan(""), 2), "–");
  EXPECT_EQ(fixed_text(-HUGE_VAL, 2), "–");
}

TEST(ReportNumbers, SignificantTextChangesToPowersOfTen) {
  EXPECT_EQ(significant_text(184.33, 4), "184.3");
  EXPECT_EQ(significant_text(0.001234, 3), "0.00123");
  EXPECT_EQ(significant_text(-1.3e-3, 2), "−0.0013");
  EXPECT_EQ(significant_text(2.0e-20, 2), "2.0×10⁻²⁰");
  EXPECT_EQ(significant_text(123456.0, 3), "123456");
  EXPECT_EQ(significant_text(1.5e6, 2), "1.5×10⁶");
  EXPECT_EQ(significant_text(0.0), "0");
}

TEST(ReportNumbers, MeanWithSpreadAndGroupedCounts) {
  EXPECT_EQ(plus_minus_text(76.94, 0.52, 1), "76.9 ± 0.5");
  EXPECT_EQ(plus_minus_text(std::nan(""), 0.5, 1), "–");
  EXPECT_EQ(count_text(3601), "3601");
  EXPECT_EQ(count_text(1234567), "1\u202F234\u202F567");
}

TEST(ReportSummary, MeanAndSpreadByHand) {
  const std::vector<double> values = {74.0, 76.0, std::nan(""), 78.0};  // deviation 2
  const auto deviation = summarize(values);
  EXPECT_EQ(deviation.count, 3U);
  EXPECT_DOUBLE_EQ(deviation.mean, 76.0);
  EXPECT_DOUBLE_EQ(deviation.spread, 2.0);
  EXPECT_DOUBLE_EQ(summarize(values, Spread::standard_error).spread, 2.0 / std::sqrt(3.0));
  EXPECT_DOUBLE_EQ(summarize(values, Spread::confidence_95).spread, 4.303 * 2.0 / std::sqrt(3.0));
}

TEST(ReportSummary, TheStudentFactorIsSmoothWhereTheTableEnds) {
  const auto factor = [](std::size_t count) {
    std::vector<double> values(count, 0.0);
    for (std::size_t i = 0; i < count; ++i) values[i] = i % 2 == 0 ? -1.0 : 1.0;
    return summarize(values, Spread::confidence_95).spread /
           summarize(values, Spread::standard_error).spread;
  };
  EXPECT_NEAR(factor(31), 2.042, 1e-9);
  EXPECT_NEAR(factor(32), 2.0395, 2e-3);  // tables give 2.0395 for 31 degrees of freedom
  EXPECT_NEAR(factor(101), 1.9840, 2e-3);
}

TEST(ReportSummary, FewerThanTwoValuesHaveNoSpread) {
  const std::vector<double> one = {5.0};
  EXPECT_DOUBLE_EQ(summarize(one).mean, 5.0);
  EXPECT_DOUBLE_EQ(summarize(one).spread, 0.0);
  EXPECT_EQ(summarize({}).count, 0U);
}

}  // namespace
}  // namespace fiberloom::report
