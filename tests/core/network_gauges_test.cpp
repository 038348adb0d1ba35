#include <fiberloom/core/network_gauges.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

using Kind = GaugedStep::Kind;
using Place = GaugedStep::Place;
using testing::ElementsAre;
using testing::IsEmpty;

Model model_of(std::vector<double> b, std::vector<double> gamma) {
  Model model;
  model.frame.samples = 4;
  model.layers = zero_layers(b.size());
  model.layers.beta2 = std::move(b);
  model.layers.gamma = std::move(gamma);
  return model;
}

std::vector<Place> places(const NetworkGauges& gauges) {
  std::vector<Place> result;
  for (const GaugedStep& step : gauges.steps) {
    result.push_back(step.place);
  }
  return result;
}

TEST(NetworkGauges, TwoStepsOfEveryPowerDetectedNetworkAreFree) {
  const NetworkGauges gauges = network_gauges(model_of({1.0, 2.0, 3.0}, {0.1, 0.2, 0.3}));
  EXPECT_THAT(places(gauges), ElementsAre(Place::waveform, Place::glass, Place::glass, Place::glass,
                                          Place::glass, Place::unseen));
  EXPECT_EQ(gauges.trained_steps, 6U);
  EXPECT_DOUBLE_EQ(gauges.fraction_in_glass, 4.0 / 6.0);
  EXPECT_FALSE(gauges.conjugated);
  EXPECT_THAT(gauges.negative, IsEmpty());
}

TEST(NetworkGauges, LastKerrStepStaysForOtherDetectorsAndBehindAFilter) {
  Model model = model_of({1.0, 2.0}, {0.1, 0.2});
  for (const Detection detect : {Detection::field, Detection::spectrum}) {
    model.readout.detect = detect;
    EXPECT_EQ(network_gauges(model).steps.back().place, Place::glass);
  }
  model.readout.detect = Detection::amplitude;
  EXPECT_EQ(network_gauges(model).steps.back().place, Place::unseen);
  model.low_pass = LowPass{};
  EXPECT_EQ(network_gauges(model).steps.back().place, Place::glass);
}

TEST(NetworkGauges, LinearStepsWithoutAKerrStepBetweenThemAddUp) {
  const NetworkGauges gauges =
      network_gauges(model_of({1.0, 2.0, -0.5, 4.0}, {0.1, 0.0, 0.0, 0.2}));
  ASSERT_EQ(gauges.steps.size(), 4U);
  EXPECT_EQ(gauges.steps[2].kind, Kind::linear);
  EXPECT_DOUBLE_EQ(gauges.steps[2].value, 5.5);
  EXPECT_THAT(gauges.steps[2].layers, ElementsAre(1U, 2U, 3U));
  EXPECT_EQ(gauges.trained_steps, 6U);
  EXPECT_DOUBLE_EQ(gauges.fraction_in_glass, 4.0 / 6.0);  // four trained steps, by two parts
}

TEST(NetworkGauges, KerrStepsWithoutDispersionBetweenThemAddUp) {
  Model model = model_of({1.0, 0.0, 2.0}, {0.1, 0.3, 0.2});
  model.layers.alpha = {0.0, std::log(2.0), 0.0};  // half the power from layer 2 on
  const NetworkGauges gauges = network_gauges(model);
  ASSERT_EQ(gauges.steps.size(), 4U);
  EXPECT_EQ(gauges.steps[1].kind, Kind::kerr);
  EXPECT_DOUBLE_EQ(gauges.steps[1].value, 0.1 + 0.3 / 2.0);
  EXPECT_THAT(gauges.steps[1].layers, ElementsAre(0U, 1U));
  model.low_pass = LowPass{};  // stands between them
  EXPECT_EQ(network_gauges(model).steps.size(), 6U);
}

TEST(NetworkGauges, WithoutNonlinearityNothingIsInGlass) {
  const NetworkGauges gauges = network_gauges(model_of({1.0, 2.0, 3.0}, {0.0, 0.0, 0.0}));
  ASSERT_EQ(gauges.steps.size(), 1U);
  EXPECT_EQ(gauges.steps[0].place, Place::waveform);
  EXPECT_EQ(gauges.fraction_in_glass, 0.0);
}

TEST(NetworkGauges, SignIsChosenForTheFewestNegativeGammasInGlass) {
  const NetworkGauges mixed =
      network_gauges(model_of({1.0, 1.0, 1.0, 1.0}, {-0.1, 0.2, -0.3, 0.4}));
  EXPECT_TRUE(mixed.conjugated);  // the last one does not count: nobody sees it
  ASSERT_EQ(mixed.negative.size(), 1U);
  EXPECT_THAT(mixed.negative[0].layers, ElementsAre(1U));
  const NetworkGauges tied = network_gauges(model_of({1.0, 1.0, 1.0}, {0.1, -0.2, -0.3}));
  EXPECT_FALSE(tied.conjugated);
  EXPECT_EQ(tied.negative.size(), 1U);
  const NetworkGauges all = network_gauges(model_of({1.0, 1.0, 1.0}, {-0.1, -0.2, -0.3}));
  EXPECT_TRUE(all.conjugated);
  EXPECT_THAT(all.negative, IsEmpty());
}

TEST(NetworkGauges, OnlyTheFirstPotentialFitsIntoTheWaveform) {
  Model model = model_of({1.0, 2.0, 3.0}, {0.1, 0.2, 0.3});
  model.layers.potential = RealBatch<double>(3, 4);
  for (double& value : model.layers.potential.values()) {
    value = 0.5;
  }
  const NetworkGauges gauges = network_gauges(model);
  ASSERT_EQ(gauges.modulated.size(), 1U);  // the last one is not seen
  EXPECT_THAT(gauges.modulated[0].layers, ElementsAre(1U));
}

TEST(NetworkGauges, OrdersOfTheirOwnAreRefused) {
  Model model = model_of({1.0}, {0.1});
  model.operators = {"gamma", "alpha", "beta2"};
  test::expect_error<InputError>("input.sequence", {"order of their own"},
                                 [&] { (void)network_gauges(model); });
}

}  // namespace
}  // namespace fiberloom::core
