#include <fiberloom/core/propagator.hpp>

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

FieldBatch<double> random_batch(std::size_t batch, std::size_t samples, Random& random) {
  FieldBatch<double> fields(batch, samples);
  for (Complex& value : fields.values()) {
    value = random.complex_normal();
  }
  return fields;
}

TEST(Propagator, WithoutLayersReturnsTheField) {
  Random random(41);
  const Row input = test::random_row(9, random);
  EXPECT_EQ(test::propagated(input, zero_layers(0)), input);
  EXPECT_LT(test::largest_difference(test::propagated(input, zero_layers(3)), input), 1e-14);
}

TEST(Propagator, BatchAndRowGiveTheSameBitsForAnyNumberOfWorkers) {
  Random random(42);
  const FieldBatch<double> input = random_batch(13, 25, random);
  const Propagator<double> propagator(TimeGrid(25, 1.0), test::random_layers(3, random), LowPass{});
  for (const std::size_t num_workers : {1U, 2U, 3U}) {
    WorkerPool workers(num_workers);
    FieldBatch<double> found = input;
    propagator.forward(found, workers);
    auto tape = propagator.make_tape();
    for (std::size_t i = 0; i < input.batch(); ++i) {
      Row row(input.row(i).begin(), input.row(i).end());
      propagator.forward(row, tape);
      EXPECT_TRUE(std::equal(row.begin(), row.end(), found.row(i).begin()))
          << num_workers << ' ' << i;
    }
  }
}

TEST(Propagator, FiltersInEachLayerAndOnceInFrontOfTheReceiver) {
  // An impulse shows the whole transfer: layers without effect leave the filter to the power layers + 1.
  Row impulse(16);
  impulse[0] = 1.0;
  const LowPass low_pass{.cutoff = 0.3, .order = 3};
  const std::vector<double> filter = low_pass_transfer(low_pass, TimeGrid(16, 1.0));
  for (const std::size_t num_layers : {0U, 1U, 4U}) {
    const Row spectrum =
        test::fourier_sum(test::propagated(impulse, zero_layers(num_layers), low_pass), -1.0);
    for (std::size_t j = 0; j < 16; ++j) {
      EXPECT_LT(std::abs(spectrum[j] - std::pow(filter[j], num_layers + 1)), 1e-14);
    }
  }
}

TEST(Propagator, PotentialTurnsThePhaseBackwards) {
  LayerParameters layers = test::lossless({0.0}, {0.5});
  layers.potential = RealBatch<double>(1, 3);
  const std::vector<double> potential{0.0, 1.0, -2.0};
  std::copy(potential.begin(), potential.end(), layers.potential.row(0).begin());
  const Row found = test::propagated({2.0, 2.0, 2.0}, layers);
  for (std::size_t j = 0; j < 3; ++j) {
    // exp(i gamma |E|^2 - i V) with gamma |E|^2 = 2.
    EXPECT_LT(std::abs(found[j] - std::polar(2.0, 2.0 - potential[j])), 1e-14);
  }
}

TEST(Propagator, NewLayersReplaceTheOldOnes) {
  Random random(43);
  const Row input = test::random_row(10, random);
  const LayerParameters first = test::random_layers(2, random);
  const LayerParameters second = test::random_layers(2, random);
  Propagator<double> propagator(TimeGrid(10, 1.0), first);
  propagator.set_layers(second);
  EXPECT_EQ(propagator.layers(), second);
  auto tape = propagator.make_tape();
  Row found = input;
  propagator.forward(found, tape);
  EXPECT_EQ(found, test::propagated(input, second));
}

TEST(Propagator, GradientsAreAddedToWhatIsThere) {
  Random random(44);
  Row row = test::random_row(10, random);
  const Propagator<double> propagator(TimeGrid(10, 1.0), test::random_layers(2, random));
  auto tape = propagator.make_tape();
  propagator.forward(row, tape);
  const Row weights = test::random_row(10, random);
  LayerParameters once = zero_layers(2);
  LayerParameters twice = zero_layers(2);
  Row cotangent = weights;
  propagator.vjp(tape, cotangent, once);
  for (int i = 0; i < 2; ++i) {
    cotangent = weights;
    propagator.vjp(tape, cotangent, twice);
  }
  for (std::size_t m = 0; m < 2; ++m) {
    EXPECT_DOUBLE_EQ(twice.alpha[m], 2.0 * once.alpha[m]);
    EXPECT_DOUBLE_EQ(twice.beta2[m], 2.0 * once.beta2[m]);
    EXPECT_DOUBLE_EQ(twice.gamma[m], 2.0 * once.gamma[m]);
  }
}

TEST(Propagator, FloatAgreesWithDoubleWithinItsAccuracy) {
  Random random(45);
  const LayerParameters layers = test::random_layers(4, random);
  const FieldBatch<double> input = random_batch(3, 60, random);
  FieldBatch<double> expected = input;
  FieldBatch<float> found(3, 60);
  std::copy(input.values().begin(), input.values().end(), found.values().begin());
  WorkerPool workers(2);
  Propagator<double>(TimeGrid(60, 1.0), layers, LowPass{}).forward(expected, workers);
  Propagator<float>(TimeGrid(60, 1.0), layers, LowPass{}).forward(found, workers);
  for (std::size_t j = 0; j < expected.values().size(); ++j) {
    // Epsilon 6e-8, multiplied by the Kerr phases of a few rad and by four layers.
    EXPECT_LT(std::abs(Complex(found.values()[j]) - expected.values()[j]), 1e-5);
  }
}

TEST(Propagator, FloatGradientAgreesWithDouble) {
  Random random(46);
  const LayerParameters layers = test::random_layers(2, random);
  Row row = test::random_row(40, random);
  Row weights = test::random_row(40, random);
  AlignedVector<std::complex<float>> float_row(row.begin(), row.end());
  AlignedVector<std::complex<float>> float_weights(weights.begin(), weights.end());
  const Propagator<double> precise(TimeGrid(40, 1.0), layers);
  const Propagator<float> quick(TimeGrid(40, 1.0), layers);
  auto precise_tape = precise.make_tape();
  auto quick_tape = quick.make_tape();
  precise.forward(row, precise_tape);
  quick.forward(float_row, quick_tape);
  LayerParameters expected = zero_layers(2);
  LayerParameters found = zero_layers(2);
  precise.vjp(precise_tape, weights, expected);
  quick.vjp(quick_tape, float_weights, found);
  for (std::size_t m = 0; m < 2; ++m) {
    EXPECT_NEAR(found.alpha[m], expected.alpha[m], 2e-4);
    EXPECT_NEAR(found.beta2[m], expected.beta2[m], 2e-4);
    EXPECT_NEAR(found.gamma[m], expected.gamma[m], 2e-4);
  }
  EXPECT_LT(test::largest_difference(
                AlignedVector<Complex>(float_weights.begin(), float_weights.end()), weights),
            1e-4);
}

TEST(Propagator, RefusesAPotentialOfAnotherGrid) {
  LayerParameters layers = zero_layers(2);
  layers.potential = RealBatch<double>(2, 7);
  test::expect_error<InputError>("input.layers", {"potential", "grid"}, [&] {
    const Propagator<double> propagator(TimeGrid(8, 1.0), layers);
  });
}

TEST(Propagator, RefusesNumbersThatAreNone) {
  Propagator<double> propagator(TimeGrid(8, 1.0), zero_layers(2));
  LayerParameters layers = zero_layers(2);
  layers.beta2[1] = std::numeric_limits<double>::infinity();
  test::expect_error<InputError>("input.layers", {"infinite"},
                                 [&] { propagator.set_layers(layers); });
}

}  // namespace
}  // namespace fiberloom::core
