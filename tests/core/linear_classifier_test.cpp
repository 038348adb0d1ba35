#include <fiberloom/core/linear_classifier.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <numeric>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

// logits = (1 f0 + 2 f1 + 0.5, -3 f0 + 4 f1 - 1, 0).
LinearClassifier three_classes() {
  LinearClassifier classifier = zero_classifier(3, 2);
  classifier.weight.row(0)[0] = 1.0;
  classifier.weight.row(0)[1] = 2.0;
  classifier.weight.row(1)[0] = -3.0;
  classifier.weight.row(1)[1] = 4.0;
  classifier.bias = {0.5, -1.0, 0.0};
  return classifier;
}

TEST(LinearClassifier, LogitsAreWeightTimesFeaturesPlusBias) {
  std::vector<double> logits(3);
  three_classes().logits(std::vector<double>{10.0, 100.0}, logits);
  EXPECT_EQ(logits, (std::vector<double>{210.5, 369.0, 0.0}));
}

TEST(LinearClassifier, VjpIsTheTransposedWeight) {
  std::vector<double> cotangent{7.0, 7.0};  // overwritten, not added to
  three_classes().vjp(std::vector<double>{1.0, 10.0, 100.0}, cotangent);
  EXPECT_EQ(cotangent, (std::vector<double>{1.0 - 30.0, 2.0 + 40.0}));
}

TEST(LinearClassifier, CountsItsClassesAndFeatures) {
  const LinearClassifier classifier = zero_classifier(4, 9);
  EXPECT_EQ(classifier.num_classes(), 4U);
  EXPECT_EQ(classifier.num_features(), 9U);
}

TEST(CrossEntropy, OfEqualLogitsIsTheLogarithmOfTheNumberOfClasses) {
  std::vector<double> logits(5, 3.0);
  EXPECT_NEAR(cross_entropy(logits, 2), std::log(5.0), 1e-15);
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_NEAR(logits[k], k == 2 ? -0.8 : 0.2, 1e-15) << k;
  }
}

TEST(CrossEntropy, FollowsItsClosedForm) {
  // Two logits that differ by ln 3: probabilities 3/4 and 1/4.
  std::vector<double> logits{std::log(3.0) - 2.0, -2.0};
  EXPECT_NEAR(cross_entropy(logits, 1), std::log(4.0), 1e-14);
  EXPECT_NEAR(logits[0], 0.75, 1e-15);
  EXPECT_NEAR(logits[1], -0.75, 1e-15);
}

TEST(CrossEntropy, DerivativeSumsToZeroAndMatchesDifferences) {
  const std::vector<double> start{0.3, -1.2, 2.0, 0.7};
  std::vector<double> slope = start;
  cross_entropy(slope, 3);
  EXPECT_NEAR(std::accumulate(slope.begin(), slope.end(), 0.0), 0.0, 1e-15);
  constexpr double h = 1e-5;
  for (std::size_t k = 0; k < start.size(); ++k) {
    std::vector<double> above = start;
    std::vector<double> below = start;
    above[k] += h;
    below[k] -= h;
    // Central difference: error h^2/6 f''' < 1e-11 and rounding 1e-16/h = 1e-11.
    EXPECT_NEAR((cross_entropy(above, 3) - cross_entropy(below, 3)) / (2.0 * h), slope[k], 1e-10);
  }
}

TEST(CrossEntropy, StaysFiniteForExtremeLogits) {
  std::vector<double> right{1e6, -1e6};
  EXPECT_EQ(cross_entropy(right, 0), 0.0);
  EXPECT_EQ(right, (std::vector<double>{0.0, 0.0}));
  std::vector<double> wrong{1e6, -1e6};
  EXPECT_EQ(cross_entropy(wrong, 1), 2e6);
  EXPECT_EQ(wrong, (std::vector<double>{1.0, -1.0}));
}

TEST(PredictedClass, IsTheLargestLogitAndTheFirstOfEquals) {
  EXPECT_EQ(predicted_class(std::vector<double>{-3.0, -1.0, -2.0}), 1);
  EXPECT_EQ(predicted_class(std::vector<double>{2.0, 5.0, 5.0}), 1);
  EXPECT_EQ(predicted_class(std::vector<double>{0.0}), 0);
}

TEST(Predict, GivesOneClassPerRecord) {
  RealBatch<double> features(3, 2);
  features.row(0)[0] = 1.0;   // logits 1.5, -4, 0
  features.row(1)[1] = 1.0;   // logits 2.5, 3, 0
  features.row(2)[1] = -1.0;  // logits -1.5, -5, 0
  EXPECT_EQ(predict(three_classes(), features), (std::vector<std::int64_t>{0, 1, 2}));
}

TEST(Accuracy, IsTheShareOfEqualEntries) {
  const std::vector<std::int64_t> labels{0, 1, 2, 1};
  EXPECT_EQ(accuracy(std::vector<std::int64_t>{0, 1, 1, 1}, labels), 0.75);
  EXPECT_EQ(accuracy(labels, labels), 1.0);
}

TEST(Accuracy, RefusesNothingAndUnequalLengths) {
  const std::vector<std::int64_t> one{0};
  const std::vector<std::int64_t> two{0, 1};
  const std::vector<std::int64_t> none;
  test::expect_error<InputError>("input.shape", {"as many"}, [&] { accuracy(one, two); });
  test::expect_error<InputError>("input.shape", {"at least one"}, [&] { accuracy(none, none); });
}

}  // namespace
}  // namespace fiberloom::core
