#include <fiberloom/core/network.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::core {
namespace {

using test::Complex;
using test::Random;
using test::Row;

Model small_model(Random& random) {
  Model model;
  model.frame = {.samples = 12, .guard_before = 2, .guard_after = 3, .oversampling = 2};
  model.low_pass = LowPass{};
  model.encoding.scale = InputScale::zscore;
  model.encoding.clip = 2.0;
  model.encoding.offset = 0.5;
  model.readout = {.detect = Detection::amplitude, .pool = 3};
  model.layers = test::random_layers(3, random);
  return model;
}

RealBatch<double> random_series(std::size_t batch, std::size_t samples, Random& random) {
  RealBatch<double> series(batch, samples);
  for (double& value : series.values()) {
    value = random.normal();
  }
  return series;
}

// A loss whose slopes differ from row to row and from feature to feature.
void slopes(std::size_t row, std::span<const double> features, std::span<double> cotangent) {
  for (std::size_t f = 0; f < features.size(); ++f) {
    cotangent[f] = features[f] * static_cast<double>(f + 1) - 0.1 * static_cast<double>(row);
  }
}

LayerParameters zero_gradient(const Model& model) {
  LayerParameters gradient = zero_layers(model.layers.num_layers());
  gradient.potential =
      RealBatch<double>(model.layers.potential.batch(), model.layers.potential.samples());
  return gradient;
}

TEST(Network, IsEncoderThenPropagatorThenReceiver) {
  Random random(51);
  const Model model = small_model(random);
  const RealBatch<double> series = random_series(2, 12, random);
  WorkerPool workers(1);
  Network network(model, workers);
  EXPECT_EQ(network.num_features(), 8U);

  const Encoder encoder(model.encoding, model.frame);
  Encoder::Scratch scratch = encoder.make_scratch();
  Row field(model.frame.grid_size());
  encoder.encode(series.row(1), field, scratch);
  EXPECT_TRUE(std::equal(field.begin(), field.end(), network.encode(series).row(1).begin()));
  field = test::propagated(field, model.layers, model.low_pass, 2.0);
  EXPECT_TRUE(std::equal(field.begin(), field.end(), network.propagate(series).row(1).begin()));
  std::vector<double> features(8);
  Receiver(model.readout, model.frame).detect(field, features);
  EXPECT_TRUE(
      std::equal(features.begin(), features.end(), network.features(series).row(1).begin()));
}

TEST(Network, FeaturesAndGradientsAreTheSameBitsForAnyNumberOfWorkers) {
  Random random(52);
  Model model = small_model(random);
  model.equation = Equation::gpe;
  model.layers.potential = random_series(3, 12, random);
  const RealBatch<double> series =
      random_series(29, 12, random);  // three blocks of eight and a rest

  WorkerPool one(1);
  Network reference(model, one);
  const RealBatch<double> features = reference.features(series);
  LayerParameters gradient = zero_gradient(model);
  InputBatch input_gradient = RealBatch<double>(29, 12);
  EXPECT_EQ(reference.pull_back(series, slopes, gradient, &input_gradient), features);
  for (const std::size_t num_workers : {1U, 2U, 3U}) {
    WorkerPool workers(num_workers);
    Network network(model, workers);
    LayerParameters found = zero_gradient(model);
    InputBatch found_input = RealBatch<double>(29, 12);
    EXPECT_EQ(network.features(series), features);
    EXPECT_EQ(network.pull_back(series, slopes, found, &found_input), features);
    EXPECT_EQ(found, gradient);
    EXPECT_EQ(found_input, input_gradient);
  }
}

TEST(Network, AddsItsGradientToWhatIsThere) {
  Random random(53);
  const Model model = small_model(random);
  const RealBatch<double> series = random_series(3, 12, random);
  WorkerPool workers(1);
  Network network(model, workers);
  LayerParameters once = zero_gradient(model);
  network.pull_back(series, slopes, once);
  LayerParameters shifted = zero_gradient(model);
  shifted.gamma[1] = 100.0;
  network.pull_back(series, slopes, shifted);
  EXPECT_DOUBLE_EQ(shifted.gamma[1], once.gamma[1] + 100.0);
  EXPECT_EQ(shifted.gamma[0], once.gamma[0]);
}

TEST(Network, GradientOfABatchIsTheSumOverItsRows) {
  Random random(58);
  const Model model = small_model(random);
  const RealBatch<double> series = random_series(19, 12, random);  // more than two blocks of eight
  WorkerPool workers(2);
  Network network(model, workers);
  LayerParameters together = zero_gradient(model);
  network.pull_back(series, slopes, together);
  LayerParameters one_by_one = zero_gradient(model);
  for (std::size_t i = 0; i < 19; ++i) {
    RealBatch<double> single(1, 12);
    std::copy(series.row(i).begin(), series.row(i).end(), single.row(0).begin());
    const auto slopes_of_row = [i](std::size_t, std::span<const double> features,
                                   std::span<double> cotangent) { slopes(i, features, cotangent); };
    network.pull_back(single, slopes_of_row, one_by_one);
  }
  EXPECT_LT(test::largest_difference(together.alpha, one_by_one.alpha), 1e-11);
  EXPECT_LT(test::largest_difference(together.beta2, one_by_one.beta2), 1e-11);
  EXPECT_LT(test::largest_difference(together.gamma, one_by_one.gamma), 1e-11);
}

TEST(Network, HoldsAPotentialPerModelSampleOverItsGridPointsAndNotInTheGuard) {
  Model model;
  model.equation = Equation::gpe;
  model.frame = {.samples = 2, .guard_before = 1, .oversampling = 2};
  model.layers = zero_layers(1);
  model.layers.potential = RealBatch<double>(1, 2);
  model.layers.potential.row(0)[0] = 0.3;
  model.layers.potential.row(0)[1] = -0.4;
  WorkerPool workers(1);
  Network network(model, workers);
  const std::span<const double> on_grid = network.layers().potential.row(0);
  EXPECT_EQ(std::vector<double>(on_grid.begin(), on_grid.end()),
            (std::vector<double>{0.0, 0.0, 0.3, 0.3, -0.4, -0.4}));
  // Light without dispersion and Kerr effect carries exactly those phases away.
  FieldBatch<double> record(1, 2);
  record.row(0)[0] = record.row(0)[1] = 1.0;
  const FieldBatch<double> field = network.propagate(record);
  EXPECT_LT(std::abs(field.row(0)[2] - std::polar(1.0, -0.3)), 1e-14);
  EXPECT_LT(std::abs(field.row(0)[4] - std::polar(1.0, 0.4)), 1e-14);
}

TEST(Network, TakesNewLayers) {
  Random random(54);
  Model model = small_model(random);
  const RealBatch<double> series = random_series(2, 12, random);
  WorkerPool workers(1);
  Network network(model, workers);
  model.layers = test::random_layers(3, random);
  network.set_layers(model.layers);
  EXPECT_EQ(network.features(series), Network(model, workers).features(series));
}

TEST(Network, RealAndComplexRecordsOfTheSameNumbersGiveTheSameLight) {
  Random random(55);
  const Model model = small_model(random);
  const RealBatch<double> series = random_series(2, 12, random);
  FieldBatch<double> envelopes(2, 12);
  std::copy(series.values().begin(), series.values().end(), envelopes.values().begin());
  WorkerPool workers(1);
  Network network(model, workers);
  const RealBatch<double> expected = network.features(series);
  const RealBatch<double> found = network.features(envelopes);
  EXPECT_LT(test::largest_difference(found.values(), expected.values()), 1e-14);
}

TEST(Network, ComputesNothingForNoRecords) {
  Random random(56);
  WorkerPool workers(2);
  Network network(small_model(random), workers);
  EXPECT_EQ(network.features(RealBatch<double>(0, 12)).batch(), 0U);
}

TEST(Network, RefusesRecordsOfAnotherLength) {
  Random random(57);
  const Model model = small_model(random);
  WorkerPool workers(1);
  Network network(model, workers);
  LayerParameters gradient = zero_gradient(model);
  const InputBatch shorter = RealBatch<double>(2, 11);
  const auto refuse = [&](auto action) {
    test::expect_error<InputError>("input.shape", {"11 samples", "takes 12"}, action);
  };
  refuse([&] { static_cast<void>(network.features(shorter)); });
  refuse([&] { static_cast<void>(network.encode(shorter)); });
  refuse([&] { static_cast<void>(network.propagate(shorter)); });
  refuse([&] { network.pull_back(shorter, slopes, gradient); });
}

}  // namespace
}  // namespace fiberloom::core
