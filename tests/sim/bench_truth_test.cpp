#include "bench_truth.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fiberloom::sim {
namespace {

const hal::RigTolerances tolerances{.dispersion_relative_rms = 0.02,
                                    .nonlinear_phase_relative_rms = 0.1,
                                    .readout_skew_samples = 0.3,
                                    .receiver_gain_relative_rms = 0.05};
constexpr std::uint64_t num_seeds = 2000;

// Mean of f(truth) over the benches of many seeds.
template <class Function>
double mean_over_seeds(Function f) {
  double sum = 0.0;
  for (std::uint64_t seed = 0; seed < num_seeds; ++seed) {
    sum += f(draw_bench(tolerances, 2, seed)) / static_cast<double>(num_seeds);
  }
  return sum;
}

// Four standard errors of mean and rms over that many seeds.
const double mean_error = 4.0 / std::sqrt(static_cast<double>(num_seeds));
const double rms_error = mean_error / std::sqrt(2.0);

void expect_spread(double (*deviation)(const BenchTruth&), double rms) {
  EXPECT_NEAR(mean_over_seeds(deviation), 0.0, mean_error * rms);
  const double found = std::sqrt(
      mean_over_seeds([&](const BenchTruth& truth) { return std::pow(deviation(truth), 2); }));
  EXPECT_NEAR(found, rms, rms_error * rms);
}

TEST(BenchTruth, SpreadsEachQuantityByItsTolerance) {
  expect_spread([](const BenchTruth& truth) { return truth.dispersion_factor[0] - 1.0; }, 0.02);
  expect_spread([](const BenchTruth& truth) { return truth.dispersion_factor[1] - 1.0; }, 0.02);
  expect_spread([](const BenchTruth& truth) { return truth.nonlinear_phase_factor[1] - 1.0; }, 0.1);
  expect_spread([](const BenchTruth& truth) { return truth.receiver_gain - 1.0; }, 0.05);
}

TEST(BenchTruth, SkewIsUniformWithinItsLimits) {
  expect_spread([](const BenchTruth& truth) { return truth.readout_skew_samples; },
                0.3 / std::sqrt(3.0));
  double largest = 0.0;
  for (std::uint64_t seed = 0; seed < num_seeds; ++seed) {
    largest = std::max(largest, std::abs(draw_bench(tolerances, 1, seed).readout_skew_samples));
  }
  EXPECT_LE(largest, 0.3);
  EXPECT_GT(largest, 0.299);
}

TEST(BenchTruth, QuantitiesAndStagesAreIndependent) {
  const auto correlation = [](auto a, auto b) {
    return mean_over_seeds([&](const BenchTruth& truth) { return a(truth) * b(truth); });
  };
  const auto first = [](const BenchTruth& truth) {
    return (truth.dispersion_factor[0] - 1.0) / 0.02;
  };
  const auto second = [](const BenchTruth& truth) {
    return (truth.dispersion_factor[1] - 1.0) / 0.02;
  };
  const auto phase = [](const BenchTruth& truth) {
    return (truth.nonlinear_phase_factor[0] - 1.0) / 0.1;
  };
  const auto gain = [](const BenchTruth& truth) { return (truth.receiver_gain - 1.0) / 0.05; };
  EXPECT_NEAR(correlation(first, second), 0.0, mean_error);
  EXPECT_NEAR(correlation(first, phase), 0.0, mean_error);
  EXPECT_NEAR(correlation(first, gain), 0.0, mean_error);
  EXPECT_NEAR(correlation(phase, gain), 0.0, mean_error);
}

TEST(BenchTruth, ABenchWithMoreStagesBeginsLikeOneWithFewer) {
  const BenchTruth small = draw_bench(tolerances, 2, 7);
  const BenchTruth large = draw_bench(tolerances, 5, 7);
  for (std::size_t m = 0; m < 2; ++m) {
    EXPECT_EQ(large.dispersion_factor[m], small.dispersion_factor[m]);
    EXPECT_EQ(large.nonlinear_phase_factor[m], small.nonlinear_phase_factor[m]);
  }
  EXPECT_EQ(large.readout_skew_samples, small.readout_skew_samples);
  EXPECT_EQ(large.receiver_gain, small.receiver_gain);
}

TEST(BenchTruth, ATighterToleranceScalesItsOwnQuantityAndLeavesTheOthers) {
  hal::RigTolerances tighter = tolerances;
  tighter.dispersion_relative_rms = 0.01;
  const BenchTruth wide = draw_bench(tolerances, 1, 8);
  const BenchTruth tight = draw_bench(tighter, 1, 8);
  EXPECT_NEAR(2.0 * (tight.dispersion_factor[0] - 1.0), wide.dispersion_factor[0] - 1.0, 1e-15);
  EXPECT_EQ(tight.nonlinear_phase_factor, wide.nonlinear_phase_factor);
  EXPECT_EQ(tight.readout_skew_samples, wide.readout_skew_samples);
}

TEST(BenchTruth, WithoutTolerancesIsTheDocument) {
  const BenchTruth truth = draw_bench({}, 3, 9);
  EXPECT_EQ(truth.dispersion_factor, std::vector<double>(3, 1.0));
  EXPECT_EQ(truth.nonlinear_phase_factor, std::vector<double>(3, 1.0));
  EXPECT_EQ(truth.readout_skew_samples, 0.0);
  EXPECT_EQ(truth.receiver_gain, 1.0);
}

}  // namespace
}  // namespace fiberloom::sim
