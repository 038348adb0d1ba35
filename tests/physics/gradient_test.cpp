// Derivatives against differences. Five-point differences with step h: error h^4/30 f^(5) and rounding eps |f|/h. With
// h = 1e-4 both stay below 1e-8 of the slopes met here; at the seed of this file no step crosses a kink of the clip.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/network.hpp>
#include <ostream>
#include <string>

#include "rows.hpp"

namespace fiberloom {
namespace {

using core::Detection;
using core::InputBatch;
using core::InputScale;
using core::LayerParameters;
using test::Complex;
using test::Random;
using test::Row;

constexpr double h = 1e-4;

template <class Function>
double slope_at_zero(Function f) {
  return (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h);
}

struct Case {
  std::string name;
  core::Model model;
};

std::ostream& operator<<(std::ostream& stream, const Case& c) { return stream << c.name; }

core::Model base_model(std::size_t samples) {
  core::Model model;
  model.frame.samples = samples;
  Random random(131);
  model.layers = test::random_layers(3, random);
  return model;
}

Case with(const std::string& name, std::size_t samples, void (*change)(core::Model&)) {
  Case result{name, base_model(samples)};
  change(result.model);
  return result;
}

void add_potential(core::Model& model) {
  Random random(132);
  model.equation = core::Equation::gpe;
  model.layers.potential = core::RealBatch<double>(3, model.frame.samples);
  for (double& value : model.layers.potential.values()) {
    value = random.normal();
  }
}

std::vector<Case> all_cases() {
  using M = core::Model;
  return {
      with("Plain12", 12, [](M&) {}),
      with("Prime13", 13, [](M&) {}),
      with("Single1", 1, [](M&) {}),
      with("LowPass", 12, [](M& m) { m.low_pass = core::LowPass{}; }),
      with("Double", 12, [](M& m) { m.frame.oversampling = 2; }),
      with("TripleOddFiltered", 9,
           [](M& m) {
             m.frame.oversampling = 3, m.low_pass = core::LowPass{.cutoff = 0.3, .order = 2};
           }),
      with("Guard", 7,
           [](M& m) {
             m.frame.guard_before = 2, m.frame.guard_after = 3, m.frame.oversampling = 2;
           }),
      with("Amplitude", 12, [](M& m) { m.readout.detect = Detection::amplitude; }),
      with("FieldPooled", 12, [](M& m) { m.readout = {.detect = Detection::field, .pool = 4}; }),
      with("Spectrum", 11, [](M& m) { m.readout.detect = Detection::spectrum; }),
      with("SpectrumPooled", 12,
           [](M& m) { m.readout = {.detect = Detection::spectrum, .pool = 3}; }),
      with("Max", 12, [](M& m) { m.encoding.scale = InputScale::max; }),
      with("Zscore", 12, [](M& m) { m.encoding.scale = InputScale::zscore; }),
      with("MaxClipped", 12,
           [](M& m) { m.encoding.scale = InputScale::max, m.encoding.clip = 0.5; }),
      with("ZscoreClipped", 13,
           [](M& m) { m.encoding.scale = InputScale::zscore, m.encoding.clip = 0.8; }),
      with("Clipped", 12, [](M& m) { m.encoding.clip = 0.6; }),
      with("OffsetAndScale", 12,
           [](M& m) { m.encoding.offset = 0.7, m.encoding.field_scale = 1.3; }),
      with("MaskedCopies", 12,
           [](M& m) {
             m.encoding.copies = 3, m.encoding.scale = InputScale::zscore;
             m.encoding.mask = core::InputMask{.kind = core::InputMask::Kind::uniform, .seed = 5};
           }),
      with("Shots", 12, [](M& m) { m.shots = 3, m.readout.pool = 4; }),
      with("ShotsWithPotential", 6,
           [](M& m) { m.shots = 3, m.frame.oversampling = 2, add_potential(m); }),
      with("TimeLens", 12, [](M& m) { m.encoding.time_lens = 2.0, m.frame.oversampling = 2; }),
      with("Potential", 12, add_potential),
      with("PotentialOnFineGuardedGrid", 5,
           [](M& m) { m.frame.oversampling = 3, m.frame.guard_before = 1, add_potential(m); }),
  };
}

class NetworkGradient : public testing::TestWithParam<Case> {
 protected:
  const core::Model& model = GetParam().model;
  Random random{133};
  core::WorkerPool workers{1};

  template <class Value>
  core::Batch<Value> random_batch() {
    core::Batch<Value> batch(2, model.record_length());
    for (Value& value : batch.values()) {
      if constexpr (std::is_same_v<Value, double>) {
        value = 0.6 * random.normal();  // strong light makes high derivatives, and differences poor
      } else {
        value = 0.6 * random.complex_normal();
      }
    }
    return batch;
  }

  // A fixed weighted sum of all features of both rows.
  static double weight(std::size_t row, std::size_t feature) {
    return std::cos(1.0 + 3.0 * static_cast<double>(feature) + 5.0 * static_cast<double>(row));
  }
  double loss(const LayerParameters& layers, const InputBatch& input) {
    core::Model changed = model;
    changed.layers = layers;
    const core::RealBatch<double> features = core::Network(changed, workers).features(input);
    double sum = 0.0;
    for (std::size_t i = 0; i < features.batch(); ++i) {
      for (std::size_t f = 0; f < features.samples(); ++f) {
        sum += weight(i, f) * features.row(i)[f];
      }
    }
    return sum;
  }
  static void slopes(std::size_t row, std::span<const double>, std::span<double> cotangent) {
    for (std::size_t f = 0; f < cotangent.size(); ++f) {
      cotangent[f] = weight(row, f);
    }
  }

  LayerParameters gradient(const InputBatch& input, InputBatch& input_gradient) {
    LayerParameters result = core::zero_layers(3);
    result.potential =
        core::RealBatch<double>(model.layers.potential.batch(), model.layers.potential.samples());
    core::Network(model, workers).pull_back(input, slopes, result, &input_gradient);
    return result;
  }

  void expect_slope(double found, double expected) const {
    EXPECT_NEAR(found, expected, 1e-8 * std::max(1.0, std::abs(expected)));
  }

  template <class Value>
  void check_layers() {
    const InputBatch input = random_batch<Value>();
    InputBatch input_gradient = random_batch<Value>();
    const LayerParameters found = gradient(input, input_gradient);
    const auto check = [&](auto member) {
      for (std::size_t j = 0; j < member(found).size(); ++j) {
        const auto moved = [&](double step) {
          LayerParameters layers = model.layers;
          member(layers)[j] += step;
          return loss(layers, input);
        };
        expect_slope(member(found)[j], slope_at_zero(moved));
      }
    };
    check([](auto& layers) { return std::span(layers.alpha); });
    check([](auto& layers) { return std::span(layers.beta2); });
    check([](auto& layers) { return std::span(layers.gamma); });
    check([](auto& layers) { return layers.potential.values(); });
  }

  // Along a random direction, and the pull-back's answer for it: Re sum conj(gradient) direction.
  template <class Value>
  void check_input() {
    const core::Batch<Value> input = random_batch<Value>();
    InputBatch input_gradient = core::Batch<Value>(2, model.record_length());
    gradient(input, input_gradient);
    const std::span<const Value> found = std::get<core::Batch<Value>>(input_gradient).values();
    for (int direction_number = 0; direction_number < 3; ++direction_number) {
      const core::Batch<Value> direction = random_batch<Value>();
      double pulled = 0.0;
      for (std::size_t j = 0; j < found.size(); ++j) {
        pulled += std::real(std::conj(Complex(found[j])) * Complex(direction.values()[j]));
      }
      const auto moved = [&](double step) {
        core::Batch<Value> changed = input;
        for (std::size_t j = 0; j < changed.values().size(); ++j) {
          changed.values()[j] += step * direction.values()[j];
        }
        return loss(model.layers, changed);
      };
      expect_slope(pulled, slope_at_zero(moved));
    }
  }
};

class RealNetworkGradient : public NetworkGradient {};

std::vector<Case> cases_of_real_records() {
  using M = core::Model;
  return {
      with("Phase", 12,
           [](M& m) { m.encoding.modulation = core::Modulation::phase, m.encoding.offset = 0.4; }),
      with("PhaseMaskedClipped", 12,
           [](M& m) {
             m.encoding.modulation = core::Modulation::phase, m.encoding.copies = 2;
             m.encoding.mask = core::InputMask{}, m.encoding.clip = 0.7;
             m.frame.oversampling = 2;
           }),
      with("Quadratures", 10,
           [](M& m) {
             m.encoding.modulation = core::Modulation::iq, m.encoding.scale = InputScale::max;
             m.encoding.copies = 2;
           }),
  };
}

TEST_P(RealNetworkGradient, OfTheLayersMatchesDifferences) { check_layers<double>(); }
TEST_P(RealNetworkGradient, OfRecordsMatchesDifferences) { check_input<double>(); }

INSTANTIATE_TEST_SUITE_P(Models, RealNetworkGradient, testing::ValuesIn(cases_of_real_records()),
                         testing::PrintToStringParamName());

TEST_P(NetworkGradient, OfTheLayersMatchesDifferencesForRealRecords) { check_layers<double>(); }
TEST_P(NetworkGradient, OfTheLayersMatchesDifferencesForEnvelopes) { check_layers<Complex>(); }
TEST_P(NetworkGradient, OfRealRecordsMatchesDifferences) { check_input<double>(); }
TEST_P(NetworkGradient, OfEnvelopesMatchesDifferences) { check_input<Complex>(); }

INSTANTIATE_TEST_SUITE_P(Models, NetworkGradient, testing::ValuesIn(all_cases()),
                         testing::PrintToStringParamName());

// The propagator alone: both directions of its derivative on one tape.
class PropagatorDerivative : public testing::TestWithParam<std::size_t> {
 protected:
  Random random{134};
  core::TimeGrid grid{GetParam(), 0.5};
  LayerParameters layers = with_potential(0.7);
  core::Propagator<double> propagator{grid, layers, core::LowPass{.cutoff = 0.6}};
  core::Propagator<double>::Tape tape = propagator.make_tape();
  Row input = test::random_row(GetParam(), random);
  Row tangent = test::random_row(GetParam(), random);
  LayerParameters direction = with_potential(1.0);

  LayerParameters with_potential(double strength) {
    LayerParameters result = test::random_layers(4, random);
    result.potential = core::RealBatch<double>(4, GetParam());
    for (double& value : result.potential.values()) {
      value = strength * random.normal();
    }
    return result;
  }
  static void move(std::span<double> values, std::span<const double> along, double step) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      values[j] += step * along[j];
    }
  }
  [[nodiscard]] Row moved(double step) const {
    LayerParameters changed = layers;
    move(changed.alpha, direction.alpha, step);
    move(changed.beta2, direction.beta2, step);
    move(changed.gamma, direction.gamma, step);
    move(changed.potential.values(), direction.potential.values(), step);
    Row row = input;
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] += step * tangent[j];
    }
    return test::propagated(row, changed, core::LowPass{.cutoff = 0.6}, 2.0);
  }
  Row pushed() {
    Row row = input;
    propagator.forward(row, tape);
    Row result = tangent;
    propagator.jvp(tape, result, direction);
    return result;
  }
};

TEST_P(PropagatorDerivative, PushedForwardMatchesDifferences) {
  const Row found = pushed();
  const Row far_ahead = moved(2.0 * h);
  const Row ahead = moved(h);
  const Row behind = moved(-h);
  const Row far_behind = moved(-2.0 * h);
  for (std::size_t j = 0; j < found.size(); ++j) {
    const Complex expected =
        (8.0 * (ahead[j] - behind[j]) - (far_ahead[j] - far_behind[j])) / (12.0 * h);
    EXPECT_LT(std::abs(found[j] - expected), 1e-8 * std::max(1.0, std::abs(expected)));
  }
}

TEST_P(PropagatorDerivative, PullingBackIsTheAdjointOfPushingForward) {
  const Row forwards = pushed();
  const Row weights = test::random_row(GetParam(), random);
  Row pulled = weights;
  LayerParameters gradient = core::zero_layers(4);
  gradient.potential = core::RealBatch<double>(4, GetParam());
  propagator.vjp(tape, pulled, gradient);

  double pushed_product = 0.0;
  double pulled_product = 0.0;
  double scale = 0.0;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    pushed_product += std::real(std::conj(weights[j]) * forwards[j]);
    pulled_product += std::real(std::conj(pulled[j]) * tangent[j]);
    scale += std::abs(weights[j]) * std::abs(forwards[j]);
  }
  const auto add = [&](std::span<const double> a, std::span<const double> b) {
    for (std::size_t j = 0; j < a.size(); ++j) {
      pulled_product += a[j] * b[j];
    }
  };
  add(gradient.alpha, direction.alpha);
  add(gradient.beta2, direction.beta2);
  add(gradient.gamma, direction.gamma);
  add(gradient.potential.values(), direction.potential.values());
  EXPECT_NEAR(pushed_product, pulled_product, 1e-12 * scale);
}

INSTANTIATE_TEST_SUITE_P(Lengths, PropagatorDerivative, testing::Values(1U, 2U, 30U, 31U, 64U),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace fiberloom
