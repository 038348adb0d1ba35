#include <fiberloom/core/fft_plan.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <thread>
#include <vector>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::core {
namespace {

using test::Complex;
using test::Random;
using test::Row;

class FftPlanOfLength : public testing::TestWithParam<std::size_t> {
 protected:
  // Rounding of both transforms, sum by definition included, for rows of unit mean square.
  [[nodiscard]] double tolerance() const { return 1e-14 * static_cast<double>(GetParam()); }
};

TEST_P(FftPlanOfLength, ForwardIsTheSumWithNegativeExponentAndNoFactor) {
  Random random(1);
  const Row input = test::random_row(GetParam(), random);
  Row found = input;
  FftPlan<double>(GetParam()).forward(found);
  EXPECT_LT(test::largest_difference(found, test::fourier_sum(input, -1.0)), tolerance());
}

TEST_P(FftPlanOfLength, InverseIsTheSumWithPositiveExponentOverN) {
  Random random(2);
  const Row input = test::random_row(GetParam(), random);
  const FftPlan<double> plan(GetParam());
  Row scaled = input;
  plan.inverse(scaled);
  Row unscaled = input;
  plan.inverse_unscaled(unscaled);
  const Row sum = test::fourier_sum(input, 1.0);
  EXPECT_LT(test::largest_difference(unscaled, sum), tolerance());
  const double factor = 1.0 / static_cast<double>(GetParam());
  EXPECT_LT(test::largest_difference(scaled, test::times_factor(sum, factor)),
            tolerance() * factor);
}

TEST_P(FftPlanOfLength, FloatPlanAgreesWithTheDoubleOne) {
  Random random(3);
  Row input = test::random_row(GetParam(), random);
  AlignedVector<std::complex<float>> single(input.begin(), input.end());
  FftPlan<double>(GetParam()).forward(input);
  FftPlan<float>(GetParam()).forward(single);
  double largest = 0.0;
  for (std::size_t j = 0; j < input.size(); ++j) {
    largest = std::max(largest, std::abs(Complex(single[j]) - input[j]));
  }
  EXPECT_LT(largest, 1e-6 * static_cast<double>(GetParam()) + 1e-6);
}

// Powers of two, primes, the lengths of real records, and the length at which nothing is left to transform.
INSTANTIATE_TEST_SUITE_P(Lengths, FftPlanOfLength,
                         testing::Values(1U, 2U, 3U, 5U, 7U, 8U, 125U, 127U, 250U),
                         testing::PrintToStringParamName());

TEST(FftPlan, AMovedPlanKeepsWorking) {
  Random random(4);
  const Row input = test::random_row(12, random);
  const Row expected = test::fourier_sum(input, -1.0);
  FftPlan<double> first(12);
  FftPlan<double> second(std::move(first));
  EXPECT_EQ(second.size(), 12U);
  FftPlan<double> third(5);
  third = std::move(second);
  EXPECT_EQ(third.size(), 12U);
  Row found = input;
  third.forward(found);
  EXPECT_LT(test::largest_difference(found, expected), 1e-13);
}

TEST(FftPlan, OnePlanServesManyThreadsWhileOthersAreMade) {
  Random random(5);
  const Row input = test::random_row(125, random);
  const FftPlan<double> plan(125);
  Row expected = input;
  plan.forward(expected);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  threads.reserve(wrong.size());
  for (int& count : wrong) {
    threads.emplace_back([&plan, &input, &expected, &count] {
      for (int round = 0; round < 50; ++round) {
        const FftPlan<double> other(30);
        Row row = input;
        plan.forward(row);
        count += row == expected ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(FftPlan, RefusesTheEmptyTransform) {
  test::expect_error<NumericalError>("numerical.fft_plan", {"length"}, [] { FftPlan<double>(0); });
}

}  // namespace
}  // namespace fiberloom::core
