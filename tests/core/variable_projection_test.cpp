#include <fiberloom/core/variable_projection.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/digital_embedding.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/ridge.hpp>
#include <limits>

#include "expect_error.hpp"
#include "training_support.hpp"

namespace fiberloom::core {
namespace {

using test::Random;

RealBatch<double> random_features(std::size_t records, std::size_t features, Random& random) {
  RealBatch<double> result(records, features);
  for (double& value : result.values()) {
    value = 3.0 + random.normal();
  }
  return result;
}

std::vector<std::int64_t> three_classes(std::size_t records, Random& random) {
  std::vector<std::int64_t> labels(records);
  std::ranges::generate(labels, [&] { return static_cast<std::int64_t>(random.uniform(0, 3)); });
  return labels;
}

// The loss by its definition, at any weights on standardised features; targets are centred, so there is no bias.
double loss_by_definition(const RealBatch<double>& features,
                          const std::vector<std::int64_t>& labels,
                          const LinearClassifier& classifier, double penalty) {
  const auto records = static_cast<double>(features.batch());
  double loss = 0.0;
  for (std::size_t i = 0; i < features.batch(); ++i) {
    std::vector<double> outputs(classifier.num_classes());
    classifier.logits(features.row(i), outputs);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const double error = outputs[k] - (labels[i] == static_cast<std::int64_t>(k) ? 1.0 : 0.0);
      loss += error * error / records;
    }
  }
  for (std::size_t f = 0; f < features.samples(); ++f) {
    double mean = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < features.batch(); ++i) {
      mean += features.row(i)[f] / records;
    }
    for (std::size_t i = 0; i < features.batch(); ++i) {
      squares += std::pow(features.row(i)[f] - mean, 2) / records;
    }
    for (std::size_t k = 0; k < classifier.num_classes(); ++k) {
      loss += penalty * std::pow(classifier.weight.row(k)[f], 2) * squares;
    }
  }
  return loss;
}

TEST(SolveReadout, HasTheLossOfItsClassifierAndNoneNearbyIsLower) {
  Random random(921);
  const RealBatch<double> features = random_features(40, 6, random);
  const std::vector<std::int64_t> labels = three_classes(40, random);
  for (const double penalty : {0.0, 0.05}) {
    const SolvedReadout solved = solve_readout(features, labels, 3, penalty);
    const double lowest = loss_by_definition(features, labels, solved.classifier, penalty);
    EXPECT_NEAR(solved.loss, lowest, 1e-13);
    for (int trial = 0; trial < 50; ++trial) {
      LinearClassifier other = solved.classifier;
      for (double& weight : other.weight.values()) {
        weight += 1e-3 * random.normal();
      }
      for (double& bias : other.bias) {
        bias += 1e-3 * random.normal();
      }
      EXPECT_GT(loss_by_definition(features, labels, other, penalty), lowest);
    }
  }
}

TEST(SolveReadout, CotangentIsTheDerivativeWithTheClassifierSolvedAnew) {
  Random random(922);
  RealBatch<double> features = random_features(25, 4, random);
  const std::vector<std::int64_t> labels = three_classes(25, random);
  for (const double penalty : {0.0, 1e-3, 0.3}) {
    const RealBatch<double> cotangent = solve_readout(features, labels, 3, penalty).cotangent;
    for (std::size_t j = 0; j < features.values().size(); ++j) {
      constexpr double step = 1e-5;
      const double at = features.values()[j];
      features.values()[j] = at + step;
      const double above = solve_readout(features, labels, 3, penalty).loss;
      features.values()[j] = at - step;
      const double below = solve_readout(features, labels, 3, penalty).loss;
      features.values()[j] = at;
      EXPECT_NEAR(cotangent.values()[j], (above - below) / (2.0 * step), 1e-9) << j;
    }
  }
}

TEST(SolveReadout, GradientOfThePhysicsIsThatOfTheReducedLoss) {
  Random random(923);
  const LabelledSeries records = two_bumps(30, 16, random);
  Model model;
  model.frame.samples = 16;
  model.encoding.offset = 0.5;
  model.readout.pool = 4;
  model.layers = {.alpha = {0.1, -0.2}, .beta2 = {0.8, -1.1}, .gamma = {0.6, 0.4}, .potential = {}};
  WorkerPool workers(2);
  DigitalEmbedding embedding(model, {}, workers);
  const std::vector<double> start = embedding.parameters();
  const auto loss_at = [&](const std::vector<double>& parameters) {
    embedding.set_parameters(parameters);
    return solve_readout(embedding.features(records.series), records.labels, 2, 1e-2);
  };
  const SolvedReadout solved = loss_at(start);
  std::vector<double> gradient(start.size(), 0.0);
  embedding.features_and_gradient(
      records.series,
      [&](std::size_t row, std::span<const double>, std::span<double> cotangent) {
        std::ranges::copy(solved.cotangent.row(row), cotangent.begin());
      },
      gradient);
  const double largest = std::abs(
      *std::ranges::max_element(gradient, {}, [](double slope) { return std::abs(slope); }));
  EXPECT_GT(largest, 1e-4);
  for (std::size_t j = 0; j < start.size(); ++j) {
    // Fourth-order central differences.
    constexpr double step = 1e-3;
    const auto shifted = [&](double shift) {
      std::vector<double> parameters = start;
      parameters[j] += shift;
      return loss_at(parameters).loss;
    };
    const double slope =
        (8.0 * (shifted(step) - shifted(-step)) - (shifted(2.0 * step) - shifted(-2.0 * step))) /
        (12.0 * step);
    EXPECT_NEAR(gradient[j], slope, 1e-7 * largest) << j;
  }
}

TEST(SolveReadout, DoesNotNoticeTheScaleOfItsFeatures) {
  Random random(924);
  const RealBatch<double> features = random_features(30, 5, random);
  RealBatch<double> brighter = features;
  for (double& value : brighter.values()) {
    value = 7.0 * value - 2.0;
  }
  const std::vector<std::int64_t> labels = three_classes(30, random);
  EXPECT_NEAR(solve_readout(brighter, labels, 3, 0.1).loss,
              solve_readout(features, labels, 3, 0.1).loss, 1e-13);
}

TEST(SolveReadout, PassesOverFeaturesThatNeverMove) {
  Random random(925);
  RealBatch<double> features = random_features(20, 3, random);
  for (std::size_t i = 0; i < 20; ++i) {
    features.row(i)[1] = 4.0;
  }
  const SolvedReadout solved = solve_readout(features, three_classes(20, random), 3, 0.0);
  EXPECT_TRUE(std::isfinite(solved.loss));
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(solved.cotangent.row(i)[1], 0.0);
  }
}

TEST(SolveReadout, RefusesAPenaltyThatIsNoAmount) {
  Random random(926);
  const RealBatch<double> features = random_features(5, 2, random);
  const std::vector<std::int64_t> labels{0, 1, 0, 1, 1};
  for (const double penalty :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    test::expect_error<InputError>("input.ridge", {"penalty"},
                                   [&] { (void)solve_readout(features, labels, 2, penalty); });
  }
}

}  // namespace
}  // namespace fiberloom::core
