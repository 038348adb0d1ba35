// The family of layer operators: every one against its closed form and against differences. A new operator needs a row
// in `all_rows` (a test counts them) and its closed form below.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <fiberloom/core/propagator.hpp>
#include <set>
#include <string>

#include "rows.hpp"

namespace fiberloom {
namespace {

using core::LayerParameters;
using test::Complex;
using test::Random;
using test::Row;

struct OperatorRow {
  std::string name;
  double low = 0.0;
  double high = 0.0;
};

std::ostream& operator<<(std::ostream& stream, const OperatorRow& row) {
  return stream << row.name;
}

// Where the numbers of each operator are drawn from: strong enough to matter, weak enough for differences.
std::vector<OperatorRow> all_rows() {
  return {{"alpha", -0.3, 0.5},        {"beta2", -1.0, 1.0},
          {"beta3", -0.5, 0.5},        {"beta4", -0.5, 0.5},
          {"beta5", -0.3, 0.3},        {"beta6", -0.3, 0.3},
          {"beta7", -0.1, 0.1},        {"beta8", -0.1, 0.1},
          {"beta9", -0.05, 0.05},      {"beta10", -0.05, 0.05},
          {"diffusion", 0.1, 0.5},     {"gamma", -0.5, 0.5},
          {"potential", -1.0, 1.0},    {"two_photon_absorption", 0.1, 0.5},
          {"saturable_gain", 0.2, 0.8}};
}

constexpr std::size_t num_layers = 2;

/// Kerr layers with dispersion, and the operator of the row beside them.
LayerParameters layers_with(const OperatorRow& row, std::size_t samples, Random& random) {
  LayerParameters layers = test::random_layers(num_layers, random);
  if (layers.values(row.name).empty()) {
    const std::size_t width = core::find_operator(row.name)->width(samples);
    core::RealBatch<double> numbers(num_layers, width);
    if (row.name == "potential") {
      layers.potential = std::move(numbers);
    } else {
      layers.others[row.name] = std::move(numbers);
    }
  }
  for (double& value : layers.values(row.name)) {
    value = random.uniform(row.low, row.high);
  }
  return layers;
}

double weighted_sum(const Row& output, const Row& weights) {
  double sum = 0.0;
  for (std::size_t j = 0; j < output.size(); ++j) {
    sum += std::real(std::conj(weights[j]) * output[j]);
  }
  return sum;
}

class LayerOperators : public testing::TestWithParam<OperatorRow> {
 protected:
  static constexpr std::size_t samples = 12;
  Random random{181};
  core::TimeGrid grid{samples, 1.0};
  LayerParameters layers = layers_with(GetParam(), samples, random);
  Row input = test::random_row(samples, random);
  Row weights = test::random_row(samples, random);
  core::Propagator<double> propagator{grid, layers};
  core::Propagator<double>::Tape tape = recorded_tape();

  core::Propagator<double>::Tape recorded_tape() const {
    auto result = propagator.make_tape();
    Row row = input;
    propagator.forward(row, result);
    return result;
  }

  LayerParameters random_direction() {
    LayerParameters direction = core::zeros_like(layers);
    for (const std::string& name : layers.names()) {
      for (double& value : direction.values(name)) {
        value = random.normal();
      }
    }
    return direction;
  }

  double loss(const LayerParameters& changed, const Row& launched) const {
    return weighted_sum(test::propagated(launched, changed), weights);
  }

  void expect_slope(double found, double expected) const {
    EXPECT_NEAR(found, expected, 1e-7 * std::max(1.0, std::abs(expected)));
  }

  template <class Moved>
  static double central_difference(Moved moved) {
    constexpr double h = 1e-4;
    return (8.0 * (moved(h) - moved(-h)) - (moved(2.0 * h) - moved(-2.0 * h))) / (12.0 * h);
  }
};

TEST_P(LayerOperators, PullBackMatchesCentralDifferences) {
  LayerParameters found = core::zeros_like(layers);
  Row cotangent = weights;
  propagator.vjp(tape, cotangent, found);
  for (const std::string& name : layers.names()) {
    for (std::size_t j = 0; j < layers.values(name).size(); ++j) {
      expect_slope(found.values(name)[j], central_difference([&](double step) {
                     LayerParameters changed = layers;
                     changed.values(name)[j] += step;
                     return loss(changed, input);
                   }));
    }
  }
  const Row direction = test::random_row(samples, random);
  expect_slope(weighted_sum(direction, cotangent), central_difference([&](double step) {
                 Row changed = input;
                 for (std::size_t j = 0; j < samples; ++j) {
                   changed[j] += step * direction[j];
                 }
                 return loss(layers, changed);
               }));
}

TEST_P(LayerOperators, PushForwardMatchesCentralDifferences) {
  const LayerParameters direction = random_direction();
  Row tangent = test::random_row(samples, random);
  const Row launched_along = tangent;
  propagator.jvp(tape, tangent, direction);
  expect_slope(weighted_sum(tangent, weights), central_difference([&](double step) {
                 LayerParameters changed = layers;
                 for (const std::string& name : layers.names()) {
                   for (std::size_t j = 0; j < changed.values(name).size(); ++j) {
                     changed.values(name)[j] += step * direction.values(name)[j];
                   }
                 }
                 Row launched = input;
                 for (std::size_t j = 0; j < samples; ++j) {
                   launched[j] += step * launched_along[j];
                 }
                 return loss(changed, launched);
               }));
}

TEST_P(LayerOperators, PullBackAndPushForwardAreAdjoint) {
  const LayerParameters direction = random_direction();
  const Row launched_along = test::random_row(samples, random);
  Row tangent = launched_along;
  propagator.jvp(tape, tangent, direction);
  LayerParameters gradient = core::zeros_like(layers);
  Row cotangent = weights;
  propagator.vjp(tape, cotangent, gradient);
  double pulled = weighted_sum(launched_along, cotangent);
  for (const std::string& name : layers.names()) {
    for (std::size_t j = 0; j < layers.values(name).size(); ++j) {
      pulled += gradient.values(name)[j] * direction.values(name)[j];
    }
  }
  const double pushed = weighted_sum(tangent, weights);
  EXPECT_NEAR(pulled, pushed, 1e-12 * std::max(1.0, std::abs(pushed)));
}

TEST_P(LayerOperators, FloatFollowsDouble) {
  const core::Propagator<float> quick(grid, layers);
  auto quick_tape = quick.make_tape();
  core::AlignedVector<std::complex<float>> row(input.begin(), input.end());
  quick.forward(row, quick_tape);
  const Row expected = test::propagated(input, layers);
  EXPECT_LT(test::largest_difference(Row(row.begin(), row.end()), expected), 2e-5);
}

INSTANTIATE_TEST_SUITE_P(Family, LayerOperators, testing::ValuesIn(all_rows()),
                         testing::PrintToStringParamName());

TEST(OperatorCatalog, EveryOperatorHasARowHere) {
  std::set<std::string> tested;
  for (const OperatorRow& row : all_rows()) {
    tested.insert(row.name);
  }
  for (const core::LayerOperator* each : core::all_operators()) {
    EXPECT_TRUE(tested.contains(std::string(each->name()))) << each->name();
    EXPECT_EQ(core::find_operator(each->name()), each);
    EXPECT_FALSE(each->description().meaning.empty());
    EXPECT_FALSE(each->description().unit.empty());
  }
  EXPECT_EQ(tested.size(), core::all_operators().size());
  EXPECT_EQ(core::find_operator("flux"), nullptr);
}

TEST(OperatorCatalog, SymbolsAreAllRealOrAllImaginary) {
  for (const core::LayerOperator* each : core::all_operators()) {
    const auto* spectral = dynamic_cast<const core::SpectralOperator*>(each);
    bool has_real_part = false;
    bool has_imaginary_part = false;
    for (double w = -3.0; spectral != nullptr && w <= 3.0; w += 0.5) {
      has_real_part |= spectral->symbol(w).real() != 0.0;
      has_imaginary_part |= spectral->symbol(w).imag() != 0.0;
    }
    EXPECT_FALSE(has_real_part && has_imaginary_part) << each->name();
  }
}

// ---- closed forms

LayerParameters one_layer(const std::string& name, std::vector<double> numbers) {
  LayerParameters layers = core::zero_layers(1);
  core::RealBatch<double> values(1, numbers.size());
  std::copy(numbers.begin(), numbers.end(), values.values().begin());
  layers.others[name] = std::move(values);
  return layers;
}

Row plane_wave(std::size_t samples, double w) {
  Row row(samples);
  for (std::size_t j = 0; j < samples; ++j) {
    row[j] = std::polar(1.0, w * static_cast<double>(j));
  }
  return row;
}

TEST(LayerOperatorForms, DispersionOfOrderNTurnsAToneByItsPower) {
  // The array exp(+i w t) is the optical offset -w: phase beta_n (-w)^n / n!.
  const double w = 2.0 * std::numbers::pi * 2.0 / 16.0;
  const Row tone = plane_wave(16, w);
  double factorial = 2.0;
  for (int n = 3; n <= 10; ++n) {
    factorial *= n;
    const Row found = test::propagated(tone, one_layer("beta" + std::to_string(n), {0.7}));
    const Complex expected = std::polar(1.0, 0.7 * std::pow(-w, n) / factorial);
    for (std::size_t j = 0; j < tone.size(); ++j) {
      EXPECT_LT(std::abs(found[j] - tone[j] * expected), 1e-13) << n;
    }
  }
}

TEST(LayerOperatorForms, DiffusionDampsAToneByItsSquare) {
  const double w = 2.0 * std::numbers::pi * 3.0 / 16.0;
  const Row tone = plane_wave(16, w);
  const Row found = test::propagated(tone, one_layer("diffusion", {0.4}));
  for (std::size_t j = 0; j < tone.size(); ++j) {
    EXPECT_LT(std::abs(found[j] - tone[j] * std::exp(-0.2 * w * w)), 1e-14);
  }
}

TEST(LayerOperatorForms, TwoPhotonAbsorptionSolvesItsRateEquation) {
  // dI/dz = -k I^2 by 2000 steps of a fourth-order Runge-Kutta scheme, far below 1e-12.
  const double k = 0.6;
  const double begin = 2.5;
  double intensity = begin;
  const int steps = 2000;
  const double dz = 1.0 / steps;
  const auto rate = [k](double value) { return -k * value * value; };
  for (int i = 0; i < steps; ++i) {
    const double k1 = rate(intensity);
    const double k2 = rate(intensity + dz / 2 * k1);
    const double k3 = rate(intensity + dz / 2 * k2);
    const double k4 = rate(intensity + dz * k3);
    intensity += dz / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  const Row found =
      test::propagated(Row(4, std::sqrt(begin)), one_layer("two_photon_absorption", {k}));
  EXPECT_NEAR(std::norm(found[1]), intensity, 1e-12);
}

TEST(LayerOperatorForms, SaturableGainAmplifiesWeakLightMore) {
  const LayerParameters layers = one_layer("saturable_gain", {1.2, 0.5});
  const Row weak = test::propagated(Row(2, 1e-6), layers);
  EXPECT_NEAR(std::norm(weak[0]) / 1e-12, std::exp(1.2), 1e-9);
  const Row strong = test::propagated(Row(2, std::sqrt(6.0)), layers);
  EXPECT_NEAR(std::norm(strong[0]) / 6.0, std::exp(1.2 / 4.0), 1e-12);
}

TEST(LayerOperatorForms, TheOrderInsideALayerMatters) {
  Random random(182);
  const LayerParameters layers = test::lossless({1.1}, {0.9});
  const Row input = test::random_row(16, random);
  const core::TimeGrid grid(16, 1.0);
  const auto output = [&](std::vector<std::string> sequence) {
    const core::Propagator<double> propagator(grid, layers, {}, std::move(sequence));
    auto tape = propagator.make_tape();
    Row row = input;
    propagator.forward(row, tape);
    return row;
  };
  // Kerr first and dispersion second is the default order of two half-empty layers.
  LayerParameters two = test::lossless({0.0, 1.1}, {0.9, 0.0});
  EXPECT_LT(
      test::largest_difference(output({"gamma", "alpha", "beta2"}), test::propagated(input, two)),
      1e-13);
  EXPECT_LT(test::largest_difference(output({"alpha", "beta2", "gamma"}),
                                     test::propagated(input, layers)),
            1e-15);
  EXPECT_GT(test::largest_difference(output({"gamma", "beta2"}), output({"beta2", "gamma"})), 0.1);
}

}  // namespace
}  // namespace fiberloom
