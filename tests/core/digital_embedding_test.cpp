#include <fiberloom/core/digital_embedding.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::core {
namespace {

using test::Random;

Model two_layers() {
  Model model;
  model.frame.samples = 6;
  model.layers = {.alpha = {0.1, 0.2}, .beta2 = {1.0, -2.0}, .gamma = {0.3, 0.4}, .potential = {}};
  return model;
}

Model with_potential() {
  Model model = two_layers();
  model.equation = Equation::gpe;
  model.frame.oversampling = 2;
  model.layers.potential = RealBatch<double>(2, 6);
  for (std::size_t j = 0; j < 12; ++j) {
    model.layers.potential.values()[j] = 0.1 * static_cast<double>(j);
  }
  return model;
}

RealBatch<double> random_series(Random& random) {
  RealBatch<double> series(4, 6);
  for (double& value : series.values()) {
    value = random.normal();
  }
  return series;
}

void ones(std::size_t, std::span<const double>, std::span<double> cotangent) {
  std::fill(cotangent.begin(), cotangent.end(), 1.0);
}

TEST(DigitalEmbedding, ListsItsGroupsInTheOrderOfItsParameters) {
  WorkerPool workers(1);
  const DigitalEmbedding embedding(with_potential(), {}, workers);
  std::vector<std::string> names;
  std::vector<std::size_t> sizes;
  for (const ParameterGroup& group : embedding.groups()) {
    names.push_back(group.name);
    sizes.push_back(group.size);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"alpha", "beta2", "gamma", "potential"}));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 2, 2, 12}));
  const std::vector<double> parameters = embedding.parameters();
  ASSERT_EQ(parameters.size(), 18U);
  EXPECT_EQ(parameters[1], 0.2);
  EXPECT_EQ(parameters[3], -2.0);
  EXPECT_EQ(parameters[4], 0.3);
  EXPECT_EQ(parameters[17], 0.1 * 11.0);
}

TEST(DigitalEmbedding, WithoutPotentialHasThreeGroups) {
  WorkerPool workers(1);
  EXPECT_EQ(DigitalEmbedding(two_layers(), {}, workers).groups().size(), 3U);
}

TEST(DigitalEmbedding, ComputesWithTheParametersItWasGiven) {
  Random random(61);
  const RealBatch<double> series = random_series(random);
  WorkerPool workers(1);
  Model model = two_layers();
  DigitalEmbedding embedding(model, {}, workers);
  embedding.set_parameters(std::vector<double>{0.0, 0.5, -1.0, 2.5, 0.6, -0.2});
  model.layers.alpha = {0.0, 0.5};
  model.layers.beta2 = {-1.0, 2.5};
  model.layers.gamma = {0.6, -0.2};
  EXPECT_EQ(embedding.layers(), model.layers);
  EXPECT_EQ(embedding.features(series), Network(model, workers).features(series));
}

TEST(DigitalEmbedding, MovesParametersToTheNearestAllowedOnes) {
  WorkerPool workers(1);
  const LayerBounds bounds{{"alpha", {.minimum = 0.0, .maximum = 1.0}},
                           {"beta2", {.minimum = -3.0}},
                           {"gamma", {.maximum = 0.5}}};
  DigitalEmbedding embedding(two_layers(), bounds, workers);
  embedding.set_parameters(std::vector<double>{-0.1, 7.0, -9.0, 9.0, -9.0, 9.0});
  EXPECT_EQ(embedding.parameters(), (std::vector<double>{0.0, 1.0, -3.0, 9.0, -9.0, 0.5}));
}

TEST(DigitalEmbedding, GradientIsTheNetworksInTheOrderOfTheGroups) {
  Random random(62);
  const RealBatch<double> series = random_series(random);
  const Model model = with_potential();
  WorkerPool workers(1);
  LayerParameters expected = zero_layers(2);
  expected.potential = RealBatch<double>(2, 6);
  Network(model, workers).pull_back(series, ones, expected);

  DigitalEmbedding embedding(model, {}, workers);
  std::vector<double> gradient(18, 1000.0);  // added to
  const RealBatch<double> features = embedding.features_and_gradient(series, ones, gradient);
  EXPECT_EQ(features, embedding.features(series));
  EXPECT_DOUBLE_EQ(gradient[0], 1000.0 + expected.alpha[0]);
  EXPECT_DOUBLE_EQ(gradient[3], 1000.0 + expected.beta2[1]);
  EXPECT_DOUBLE_EQ(gradient[5], 1000.0 + expected.gamma[1]);
  for (std::size_t j = 0; j < 12; ++j) {
    EXPECT_DOUBLE_EQ(gradient[6 + j], 1000.0 + expected.potential.values()[j]);
  }
}

TEST(DigitalEmbedding, PassesOnWhatTheNetworkRefuses) {
  WorkerPool workers(1);
  DigitalEmbedding embedding(two_layers(), {}, workers);
  test::expect_error<InputError>("input.shape", {"takes 6"},
                                 [&] { embedding.features(RealBatch<double>(1, 7)); });
}

}  // namespace
}  // namespace fiberloom::core
