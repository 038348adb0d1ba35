#include <fiberloom/core/feature_scaling.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"
#include "random.hpp"

namespace fiberloom::core {
namespace {

// Columns with means 1000, 0.5 and -3 and deviations 1, 1e-3 and 20.
RealBatch<double> three_columns(std::size_t rows, test::Random& random) {
  RealBatch<double> batch(rows, 3);
  for (std::size_t i = 0; i < rows; ++i) {
    batch.row(i)[0] = 1000.0 + random.normal();
    batch.row(i)[1] = 0.5 + 1e-3 * random.normal();
    batch.row(i)[2] = -3.0 + 20.0 * random.normal();
  }
  return batch;
}

struct Moments {
  std::vector<double> mean;
  std::vector<double> variance;
};

// First the mean, then the squares around it; divided by the number of records.
Moments two_pass_moments(const RealBatch<double>& batch) {
  Moments result{std::vector<double>(batch.samples()), std::vector<double>(batch.samples())};
  const double count = static_cast<double>(batch.batch());
  for (std::size_t f = 0; f < batch.samples(); ++f) {
    for (std::size_t i = 0; i < batch.batch(); ++i) {
      result.mean[f] += batch.row(i)[f] / count;
    }
    for (std::size_t i = 0; i < batch.batch(); ++i) {
      result.variance[f] += std::pow(batch.row(i)[f] - result.mean[f], 2) / count;
    }
  }
  return result;
}

TEST(FeatureStatistics, MatchesTheTwoPassFormulas) {
  test::Random random(11);
  const RealBatch<double> batch = three_columns(200, random);
  const Moments expected = two_pass_moments(batch);
  const FeatureScaling scaling = feature_scaling(batch);
  double mean_variance = 0.0;
  for (const double variance : expected.variance) {
    mean_variance += variance / 3.0;
  }
  for (std::size_t f = 0; f < 3; ++f) {
    EXPECT_NEAR(scaling.mean[f], expected.mean[f], 1e-13 * std::abs(expected.mean[f]));
    const double divisor = std::sqrt(expected.variance[f]) + 0.05 * std::sqrt(mean_variance);
    EXPECT_NEAR(scaling.divisor[f], divisor, 1e-12 * divisor);
  }
}

TEST(FeatureStatistics, OfTwoRecordsByHand) {
  FeatureStatistics statistics(2);
  statistics.add(std::vector<double>{1.0, 10.0});
  statistics.add(std::vector<double>{3.0, 10.0});
  EXPECT_EQ(statistics.count(), 2U);
  const FeatureScaling scaling = statistics.scaling();
  EXPECT_EQ(scaling.mean, (std::vector<double>{2.0, 10.0}));
  // Deviations 1 and 0; the root of their mean square is sqrt(1/2).
  EXPECT_DOUBLE_EQ(scaling.divisor[0], 1.0 + 0.05 * std::sqrt(0.5));
  EXPECT_DOUBLE_EQ(scaling.divisor[1], 0.05 * std::sqrt(0.5));
}

TEST(FeatureStatistics, FeaturesThatNeverMoveBecomeZero) {
  FeatureStatistics statistics(2);
  for (int i = 0; i < 3; ++i) {
    statistics.add(std::vector<double>{4.0, -7.0});
  }
  std::vector<double> scaled(2);
  statistics.scaling().apply(std::vector<double>{4.0, -7.0}, scaled);
  EXPECT_EQ(scaled, (std::vector<double>{0.0, 0.0}));
}

TEST(FeatureStatistics, RefusesToScaleBeforeTheFirstRecord) {
  test::expect_error<InputError>("input.shape", {"at least one record"},
                                 [] { static_cast<void>(FeatureStatistics(2).scaling()); });
}

TEST(FeatureScaling, AppliesMeanThenDivisor) {
  const FeatureScaling scaling{.mean = {1.0, -2.0}, .divisor = {4.0, 0.5}};
  std::vector<double> scaled(2);
  scaling.apply(std::vector<double>{9.0, -1.0}, scaled);
  EXPECT_EQ(scaled, (std::vector<double>{2.0, 2.0}));
}

TEST(FoldScaling, GivesTheSameLogitsOnRawFeatures) {
  test::Random random(12);
  const RealBatch<double> batch = three_columns(50, random);
  const FeatureScaling scaling = feature_scaling(batch);
  LinearClassifier classifier = zero_classifier(4, 3);
  for (double& value : classifier.weight.values()) {
    value = random.normal();
  }
  for (double& value : classifier.bias) {
    value = random.normal();
  }
  const LinearClassifier folded = fold_scaling(classifier, scaling);
  std::vector<double> scaled(3);
  std::vector<double> expected(4);
  std::vector<double> found(4);
  for (std::size_t i = 0; i < batch.batch(); ++i) {
    scaling.apply(batch.row(i), scaled);
    classifier.logits(scaled, expected);
    folded.logits(batch.row(i), found);
    for (std::size_t k = 0; k < 4; ++k) {
      // Raw features of 1000 over divisors near 1 lose three digits of sixteen.
      EXPECT_NEAR(found[k], expected[k], 1e-11);
    }
  }
}

}  // namespace
}  // namespace fiberloom::core
