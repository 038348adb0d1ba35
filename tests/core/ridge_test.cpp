#include <fiberloom/core/ridge.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

RealBatch<double> batch_of(std::size_t records, std::size_t features,
                           const std::vector<double>& values) {
  RealBatch<double> batch(records, features);
  std::copy(values.begin(), values.end(), batch.values().begin());
  return batch;
}

// Two records at -1 and 1, already standardised: weight = sum x (y - 1/2) / (2 + 2 penalty), bias 1/2.
TEST(Ridge, AgreesWithTheSmallestCaseSolvedByHand) {
  const RidgeFit fit = fit_ridge(batch_of(2, 1, {-1.0, 1.0}), std::vector<std::int64_t>{0, 1}, 2,
                                 std::vector<double>{1.0});
  EXPECT_NEAR(fit.classifier.weight.row(1)[0], 0.25, 1e-15);
  EXPECT_NEAR(fit.classifier.weight.row(0)[0], -0.25, 1e-15);
  EXPECT_NEAR(fit.classifier.bias[0], 0.5, 1e-15);
  EXPECT_EQ(fit.penalty, 1.0);
}

// The same with the axis moved and stretched: x -> 10 + 4 x, weight / 4, bias - 10 weight / 4.
TEST(Ridge, ActsOnRawFeatures) {
  const RidgeFit fit = fit_ridge(batch_of(2, 1, {6.0, 14.0}), std::vector<std::int64_t>{0, 1}, 2,
                                 std::vector<double>{1.0});
  EXPECT_NEAR(fit.classifier.weight.row(1)[0], 0.0625, 1e-15);
  EXPECT_NEAR(fit.classifier.bias[1], 0.5 - 0.625, 1e-15);
}

// More features than records and the other way round go through different Gram matrices.
TEST(Ridge, DoesNotCareWhichSideOfTheTableIsLonger) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  RealBatch<double> wide(12, 30);
  for (double& value : wide.values()) value = normal(random);
  RealBatch<double> padded(12, 30);
  std::vector<std::int64_t> labels;
  for (std::size_t i = 0; i < 12; ++i) {
    labels.push_back(wide.row(i)[0] > 0.0 ? 1 : 0);
    for (std::size_t f = 0; f < 6; ++f) padded.row(i)[f] = wide.row(i)[f];
  }
  RealBatch<double> narrow(12, 6);
  for (std::size_t i = 0; i < 12; ++i) {
    std::copy_n(wide.row(i).begin(), 6, narrow.row(i).begin());
  }
  const std::vector<double> penalty{0.1};
  const RidgeFit a = fit_ridge(padded, labels, 2, penalty);  // 24 features that never move
  const RidgeFit b = fit_ridge(narrow, labels, 2, penalty);
  for (std::size_t f = 0; f < 6; ++f) {
    EXPECT_NEAR(a.classifier.weight.row(1)[f], b.classifier.weight.row(1)[f], 1e-12);
  }
  EXPECT_EQ(a.classifier.weight.row(1)[20], 0.0);
}

TEST(Ridge, ChoosesTheLargePenaltyForNoiseAndTheSmallOneForALaw) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  RealBatch<double> features(60, 20);
  for (double& value : features.values()) value = normal(random);
  std::vector<std::int64_t> law;
  std::vector<std::int64_t> noise;
  for (std::size_t i = 0; i < 60; ++i) {
    law.push_back(features.row(i)[3] > 0.0 ? 1 : 0);
    noise.push_back(normal(random) > 0.0 ? 1 : 0);
  }
  const std::vector<double> penalties{1e-3, 1e3};
  EXPECT_EQ(fit_ridge(features, law, 2, penalties).penalty, 1e-3);
  EXPECT_EQ(fit_ridge(features, noise, 2, penalties).penalty, 1e3);
}

// Features of pure noise with one that knows the class: what is set aside tells which penalty to take.
TEST(RidgeByValidation, ChoosesByRecordsThatItDidNotFit) {
  std::mt19937_64 random(13);
  std::normal_distribution<double> normal;
  RealBatch<double> features(80, 60);
  std::vector<std::int64_t> labels;
  for (double& value : features.values()) value = normal(random);
  for (std::size_t i = 0; i < 80; ++i) {
    labels.push_back(features.row(i)[3] > 0.0 ? 1 : 0);
  }
  // With 60 features and 60 records to fit, no penalty at all means the noise is learnt by heart.
  const std::vector<double> penalties{1e-9, 0.3};
  const RidgeFit fit = fit_ridge_by_validation(features, labels, 2, penalties);
  EXPECT_EQ(fit.penalty, 0.3) << "seed 13";
  // The classifier itself is that of all records.
  EXPECT_EQ(fit.classifier, fit_ridge(features, labels, 2, std::vector<double>{0.3}).classifier);
  EXPECT_EQ(fit_ridge_by_validation(features, labels, 2, penalties).classifier, fit.classifier);
}

TEST(RidgeByValidation, OfEqualPenaltiesTheLargestIsTaken) {
  const RealBatch<double> features = batch_of(8, 1, {-1, 1, -1, 1, -1, 1, -1, 1});
  const std::vector<std::int64_t> labels{0, 1, 0, 1, 0, 1, 0, 1};
  EXPECT_EQ(
      fit_ridge_by_validation(features, labels, 2, std::vector<double>{1e-3, 1e-1, 1e-2}).penalty,
      1e-1);
}

TEST(RidgeByValidation, RefusesTooFewRecords) {
  expect_refusal<InputError>("input.shape", {"2 records cannot be split"}, [] {
    (void)fit_ridge_by_validation(batch_of(2, 1, {0.0, 1.0}), std::vector<std::int64_t>{0, 1}, 2,
                                  usual_penalties());
  });
}

TEST(Ridge, RefusesLabelsOutsideTheClasses) {
  expect_refusal<InputError>("input.labels", {"label 2"}, [] {
    (void)fit_ridge(batch_of(2, 1, {0.0, 1.0}), std::vector<std::int64_t>{0, 2}, 2,
                    usual_penalties());
  });
  expect_refusal<InputError>("input.shape", {"one label each"}, [] {
    (void)fit_ridge(batch_of(2, 1, {0.0, 1.0}), std::vector<std::int64_t>{0}, 2, usual_penalties());
  });
}

TEST(SpectrumMagnitudes, OfACosineIsOneLine) {
  RealBatch<double> series(1, 10);
  for (std::size_t j = 0; j < 10; ++j) {
    series.row(0)[j] = std::cos(2.0 * std::numbers::pi * 3.0 * static_cast<double>(j) / 10.0 + 1.0);
  }
  const RealBatch<double> magnitudes = spectrum_magnitudes(series);
  ASSERT_EQ(magnitudes.samples(), 6U);
  for (std::size_t k = 0; k < 6; ++k) {
    EXPECT_NEAR(magnitudes.row(0)[k], k == 3 ? 5.0 : 0.0, 1e-12);
  }
}

}  // namespace
}  // namespace fiberloom::core
