#include <fiberloom/core/noisy_embedding.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/statistics.hpp>
#include <limits>

#include "expect_error.hpp"
#include "training_support.hpp"

namespace fiberloom::core {
namespace {

using test::Random;

RealBatch<double> random_series(std::size_t records, std::size_t samples, std::uint64_t seed) {
  Random random(seed);
  RealBatch<double> series(records, samples);
  for (double& value : series.values()) {
    value = 5.0 + 2.0 * random.normal();
  }
  return series;
}

std::vector<double> differences(const RealBatch<double>& a, const RealBatch<double>& b) {
  std::vector<double> result(a.values().begin(), a.values().end());
  for (std::size_t j = 0; j < result.size(); ++j) {
    result[j] -= b.values()[j];
  }
  return result;
}

TEST(NoisyEmbedding, AddsNoiseOfTheLevelsToInputAndFeatures) {
  const RealBatch<double> series = random_series(400, 50, 941);
  FakeEmbedding plain(50);  // hands its input through
  for (const InputScale scale : {InputScale::none, InputScale::zscore}) {
    NoisyEmbedding noisy(plain, scale, {.input = 0.1, .feature = 0.3}, 1);
    const std::vector<double> noise = differences(noisy.features(series), series);
    const double unit = scale == InputScale::none ? 1.0 : 2.0;  // the records' own spread
    EXPECT_NEAR(mean(noise), 0.0, 0.01);
    EXPECT_NEAR(standard_deviation(noise), std::hypot(0.1 * unit, 0.3), 0.01);
  }
}

TEST(NoisyEmbedding, DependsOnSeedEpochAndRecordAlone) {
  const RealBatch<double> series = random_series(6, 8, 942);
  RealBatch<double> reversed = series;
  for (std::size_t i = 0; i < 6; ++i) {
    std::ranges::copy(series.row(i), reversed.row(5 - i).begin());
  }
  FakeEmbedding plain(8);
  NoisyEmbedding noisy(plain, InputScale::none, {.input = 0.1, .feature = 0.1}, 1);
  noisy.begin_epoch(4);
  const RealBatch<double> first = noisy.features(series);
  EXPECT_EQ(noisy.features(series), first);
  const RealBatch<double> other_order = noisy.features(reversed);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_TRUE(std::ranges::equal(other_order.row(5 - i), first.row(i))) << i;
  }
  noisy.begin_epoch(5);
  EXPECT_NE(noisy.features(series), first);
  NoisyEmbedding other_seed(plain, InputScale::none, {.input = 0.1, .feature = 0.1}, 2);
  other_seed.begin_epoch(4);
  EXPECT_NE(other_seed.features(series), first);
}

TEST(NoisyEmbedding, GradientIsThatOfTheNoisyFeatures) {
  const RealBatch<double> series = random_series(5, 8, 943);
  FakeEmbedding plain(8);
  NoisyEmbedding noisy(plain, InputScale::none, {.input = 0.2, .feature = 0.2}, 1);
  const auto loss = [&](const RealBatch<double>& features) {
    double sum = 0.0;
    for (const double value : features.values()) {
      sum += 0.5 * value * value;
    }
    return sum;
  };
  std::vector<double> gradient(2, 0.0);
  const RealBatch<double> features = noisy.features_and_gradient(
      series,
      [](std::size_t, std::span<const double> values, std::span<double> cotangent) {
        std::ranges::copy(values, cotangent.begin());
      },
      gradient);
  EXPECT_EQ(features, noisy.features(series));
  noisy.set_parameters(std::vector<double>{1.0 + 1e-5, 5.0});
  const double above = loss(noisy.features(series));
  noisy.set_parameters(std::vector<double>{1.0 - 1e-5, 5.0});
  const double below = loss(noisy.features(series));
  EXPECT_NEAR(gradient[0], (above - below) / 2e-5, 1e-5 * std::abs(gradient[0]));
}

TEST(NoisyEmbedding, RefusesALevelThatIsNoAmount) {
  FakeEmbedding plain(4);
  for (const double level : {-0.1, std::numeric_limits<double>::quiet_NaN()}) {
    test::expect_error<InputError>("input.noise", {"levels"}, [&] {
      NoisyEmbedding(plain, InputScale::none, {.input = level}, 0);
    });
  }
}

}  // namespace
}  // namespace fiberloom::core
