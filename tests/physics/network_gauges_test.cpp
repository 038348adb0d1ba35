// What check says is free must leave the output as it is: on random models, to 1e-12 of fields of about unit power.
#include <fiberloom/core/network_gauges.hpp>

#include <gtest/gtest.h>

#include "rows.hpp"

namespace fiberloom {
namespace {

using core::GaugedStep;
using core::LayerParameters;
using core::Model;
using core::NetworkGauges;
using test::largest_difference;
using test::propagated;
using test::Random;
using test::Row;

constexpr double exact = 1e-12;
constexpr std::size_t samples = 50;

class Gauges : public testing::TestWithParam<std::uint64_t> {
 protected:
  Random random{GetParam()};
  Model model = [this] {
    Model made;
    made.frame.samples = samples;
    made.layers = test::random_layers(7, random);
    return made;
  }();
  Row input = test::random_row(samples, random);

  void add_potential() {
    model.equation = core::Equation::gpe;
    model.layers.potential = core::RealBatch<double>(model.layers.num_layers(), samples);
    for (double& value : model.layers.potential.values()) {
      value = random.uniform(-2.0, 2.0);
    }
  }
};

Row scaled_cascade(const Row& input, const NetworkGauges& gauges) {
  return test::times_factor(propagated(input, core::layers_of_steps(gauges.steps)),
                            gauges.canonical.field_factor);
}

// Every step kept, also where nobody would see it.
NetworkGauges gauges_for_the_field(Model model) {
  model.readout.detect = core::Detection::field;
  return core::network_gauges(model);
}

TEST_P(Gauges, AlphasGoIntoGammasAndOneFactor) {
  const NetworkGauges gauges = gauges_for_the_field(model);
  ASSERT_EQ(core::layers_of_steps(gauges.steps).num_layers(), 7U);
  EXPECT_LE(largest_difference(scaled_cascade(input, gauges), propagated(input, model.layers)),
            exact);
}

TEST_P(Gauges, MergedStepsAreTheSameCascade) {
  model.layers.gamma[1] = model.layers.gamma[2] = 0.0;
  model.layers.beta2[5] = 0.0;
  const NetworkGauges gauges = gauges_for_the_field(model);
  EXPECT_EQ(gauges.steps.size(), 14U - 3U - 3U);
  EXPECT_EQ(gauges.trained_steps, 11U);
  EXPECT_LE(largest_difference(scaled_cascade(input, gauges), propagated(input, model.layers)),
            exact);
}

TEST_P(Gauges, MergedPotentialsAreTheSameCascade) {
  add_potential();
  model.layers.gamma[1] = 0.0;  // its potential still parts the linear steps
  model.layers.beta2[3] = 0.0;
  const NetworkGauges gauges = gauges_for_the_field(model);
  EXPECT_EQ(gauges.steps.size(), 12U);
  EXPECT_LE(largest_difference(scaled_cascade(input, gauges), propagated(input, model.layers)),
            exact);
}

TEST_P(Gauges, JointConjugationConjugatesTheOutput) {
  NetworkGauges gauges = gauges_for_the_field(model);
  const Row output = scaled_cascade(input, gauges);
  for (GaugedStep& step : gauges.steps) {
    step.value = -step.value;
  }
  EXPECT_LE(
      largest_difference(scaled_cascade(test::conjugated(input), gauges), test::conjugated(output)),
      exact);
}

TEST_P(Gauges, UnseenStepChangesTheFieldButNotTheIntensity) {
  const NetworkGauges gauges = core::network_gauges(model);
  ASSERT_EQ(gauges.steps.back().place, GaugedStep::Place::unseen);
  const Row with = propagated(input, model.layers);
  const Row without = scaled_cascade(input, gauges);
  EXPECT_LE(largest_difference(test::intensities(without), test::intensities(with)), exact);
  EXPECT_GT(largest_difference(without, with), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(RandomModels, Gauges, testing::Values(501, 502, 503, 504));

}  // namespace
}  // namespace fiberloom
