#include <fiberloom/core/statistics.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <vector>

#include "expect_error.hpp"
#include "random.hpp"

namespace fiberloom::core {
namespace {

TEST(Statistics, MeanAndStandardDeviationOfFourNumbers) {
  // Mean 5; squared deviations 9 + 1 + 1 + 9 = 20, over n - 1 = 3.
  const std::vector<double> values{2.0, 4.0, 6.0, 8.0};
  EXPECT_DOUBLE_EQ(mean(values), 5.0);
  EXPECT_DOUBLE_EQ(standard_deviation(values), std::sqrt(20.0 / 3.0));
}

TEST(Statistics, OneNumberHasNoSpread) {
  EXPECT_EQ(standard_deviation(std::vector<double>{3.5}), 0.0);
}

TEST(Statistics, NoNumbersHaveNoMean) {
  test::expect_error<InputError>("input.shape", {"at least one"},
                                 [] { static_cast<void>(mean({})); });
  test::expect_error<InputError>("input.shape", {"at least one"},
                                 [] { static_cast<void>(standard_deviation({})); });
}

TEST(Statistics, StandardDeviationOfNearlyEqualNumbersIsNotLostInRounding) {
  const std::vector<double> values{1e8 + 1.0, 1e8 + 2.0, 1e8 + 3.0};
  EXPECT_NEAR(standard_deviation(values), 1.0, 1e-9);
}

TEST(Bootstrap, IntervalOfManyNumbersIsTheNormalOne) {
  // 400 standard normal numbers: the mean's interval is mean -+ 1.96 s/20.
  test::Random random(1001);
  std::vector<double> values(400);
  for (double& value : values) {
    value = random.normal();
  }
  const double half = 1.96 * standard_deviation(values) / 20.0;
  const Interval interval = bootstrap_interval_of_mean(values, 5);
  EXPECT_NEAR(interval.lower, mean(values) - half, 0.1 * half);
  EXPECT_NEAR(interval.upper, mean(values) + half, 0.1 * half);
}

TEST(Bootstrap, IsRepeatedByItsSeed) {
  const std::vector<double> values{1.0, 4.0, 2.0, 8.0, 5.0};
  const Interval first = bootstrap_interval_of_mean(values, 7, 500);
  const Interval again = bootstrap_interval_of_mean(values, 7, 500);
  EXPECT_EQ(first.lower, again.lower);
  EXPECT_EQ(first.upper, again.upper);
}

TEST(Bootstrap, EqualNumbersLeaveNoDoubt) {
  const Interval interval = bootstrap_interval_of_mean(std::vector<double>(5, 3.0), 1, 100);
  EXPECT_EQ(interval.lower, 3.0);
  EXPECT_EQ(interval.upper, 3.0);
}

TEST(Bootstrap, NoNumbersAreRefused) {
  test::expect_error<InputError>("input.shape", {"at least one"},
                                 [] { static_cast<void>(bootstrap_interval_of_mean({}, 1, 100)); });
}

TEST(Wilson, IntervalOfEightOutOfTen) {
  // Wilson 1927, z = 1.96: (0.8 + 0.19208 -+ 1.96 sqrt(0.016 + 0.009604))/1.38416 = 0.4902, 0.9433.
  const Interval interval = wilson_interval(8, 10);
  EXPECT_NEAR(interval.lower, 0.4902, 1e-4);
  EXPECT_NEAR(interval.upper, 0.9433, 1e-4);
}

TEST(Wilson, NoneAndAllStayInsideZeroAndOne) {
  // None of n: from 0 to z^2/(n + z^2).
  const double z2 = 1.959963984540054 * 1.959963984540054;
  const Interval none = wilson_interval(0, 20);
  EXPECT_NEAR(none.lower, 0.0, 1e-15);
  EXPECT_NEAR(none.upper, z2 / (20.0 + z2), 1e-12);
  const Interval all = wilson_interval(20, 20);
  EXPECT_NEAR(all.lower, 20.0 / (20.0 + z2), 1e-12);
  EXPECT_NEAR(all.upper, 1.0, 1e-15);
}

TEST(Wilson, NoTrialsAndTooManySuccessesAreRefused) {
  test::expect_error<InputError>("input.shape", {"trial"},
                                 [] { static_cast<void>(wilson_interval(0, 0)); });
  test::expect_error<InputError>("input.shape", {"trial"},
                                 [] { static_cast<void>(wilson_interval(3, 2)); });
}

}  // namespace
// Newcombe, Statistics in Medicine 17, 857 (1998), table I: score method without continuity correction.
TEST(Statistics, WilsonIntervalAgreesWithPublishedValues) {
  const Interval interval = wilson_interval(81, 263);
  EXPECT_NEAR(interval.lower, 0.2553, 5e-5);
  EXPECT_NEAR(interval.upper, 0.3662, 5e-5);
  EXPECT_NEAR(wilson_interval(0, 20).upper, 0.1611, 5e-5);
  EXPECT_NEAR(wilson_interval(1, 29).lower, 0.0061, 5e-5);
}

// Two-sided sign test of 2 against 8: 2 (1 + 10 + 45) / 2^10; difference 6/100, variance (10 - 36/100)/100^2.
TEST(PairedShares, AgreeWithTheBinomialTailAndFleiss) {
  const PairedShares found = paired_shares(8, 2, 100);
  EXPECT_DOUBLE_EQ(found.difference, 0.06);
  EXPECT_NEAR(found.p_value, 112.0 / 1024.0, 1e-15);
  const double half = 1.959963984540054 * std::sqrt(9.64) / 100.0;
  EXPECT_NEAR(found.interval.lower, 0.06 - half, 1e-12);
  EXPECT_NEAR(found.interval.upper, 0.06 + half, 1e-12);
  EXPECT_DOUBLE_EQ(paired_shares(2, 8, 100).difference, -0.06);
  EXPECT_DOUBLE_EQ(paired_shares(2, 8, 100).p_value, found.p_value);
}

TEST(PairedShares, NoDisagreementIsNoDifferenceAndManyDoNotUnderflow) {
  EXPECT_EQ(paired_shares(0, 0, 5).p_value, 1.0);
  EXPECT_EQ(paired_shares(3, 3, 10).p_value, 1.0);
  EXPECT_EQ(paired_shares(0, 0, 5).interval.lower, 0.0);
  // 4000 coins, 1900 heads: the normal distribution with continuity correction, 2 Phi(-99.5/sqrt(1000)).
  const double z = 99.5 / std::sqrt(1000.0);
  EXPECT_NEAR(paired_shares(1900, 2100, 5000).p_value, std::erfc(z / std::sqrt(2.0)), 1e-5);
}

TEST(PairedShares, NoTrialsAndTooManyDisagreementsAreRefused) {
  test::expect_error<InputError>("input.shape", {"trial"},
                                 [] { static_cast<void>(paired_shares(0, 0, 0)); });
  test::expect_error<InputError>("input.shape", {"disagreement"},
                                 [] { static_cast<void>(paired_shares(3, 2, 4)); });
}

TEST(Statistics, MedianOfEvenAndOddCounts) {
  EXPECT_DOUBLE_EQ(median(std::vector{3.0, 1.0, 2.0}), 2.0);
  EXPECT_DOUBLE_EQ(median(std::vector{4.0, 1.0, 2.0, 3.0}), 2.5);
}

}  // namespace fiberloom::core
