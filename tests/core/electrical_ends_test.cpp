#include <fiberloom/core/electrical_ends.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/network.hpp>
#include <limits>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::core {
namespace {

using test::Complex;
using test::Random;
using test::Row;

const TimeGrid grid(32, 0.5);

Row random_row(std::uint64_t seed) {
  Random random(seed);
  Row row(grid.size());
  for (Complex& value : row) {
    value = random.complex_normal();
  }
  return row;
}

double real_product(std::span<const Complex> a, std::span<const Complex> b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    sum += (std::conj(a[j]) * b[j]).real();
  }
  return sum;
}

Row filtered(Row row, const std::vector<Complex>& transfer) {
  const FftPlan<double> plan(row.size());
  plan.forward(row);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] *= transfer[j];
  }
  plan.inverse(row);
  return row;
}

Model model_with_ends(Detection detect, std::size_t shots, Random& random) {
  Model model;
  model.frame = {.samples = 12, .guard_before = 2, .guard_after = 2, .oversampling = 2};
  model.encoding.offset = 1.0;
  model.readout = {.detect = detect, .pool = 3};
  model.layers = test::random_layers(2, random);
  model.shots = shots;
  model.ends = {.transmitter = {2.1}, .receiver = {1.3}, .full_scale = 1.6};
  return model;
}

RealBatch<double> series_of(std::size_t records, Random& random) {
  RealBatch<double> series(records, 12);
  for (double& value : series.values()) {
    value = random.normal();
  }
  return series;
}

void slopes(std::size_t row, std::span<const double> features, std::span<double> cotangent) {
  for (std::size_t f = 0; f < features.size(); ++f) {
    cotangent[f] = features[f] * static_cast<double>(f + 1) - 0.1 * static_cast<double>(row);
  }
}

// The loss whose slopes these are.
double loss_of(const Model& model, const RealBatch<double>& series) {
  WorkerPool workers(1);
  const RealBatch<double> features = Network(model, workers).features(series);
  double sum = 0.0;
  for (std::size_t i = 0; i < features.batch(); ++i) {
    for (std::size_t f = 0; f < features.samples(); ++f) {
      const double value = features.row(i)[f];
      sum +=
          0.5 * value * value * static_cast<double>(f + 1) - 0.1 * static_cast<double>(i) * value;
    }
  }
  return sum;
}

TEST(EndFilters, RollAToneOffAsTheFormulaSays) {
  // Butterworth of second order: at the 3-dB bandwidth half of the power is left.
  const double frequency = 4.0 / (0.5 * 32.0);
  const EndFilters ends({.transmitter = {1.0 / frequency}, .receiver = {1.0 / frequency}}, grid);
  Row tone(grid.size());
  for (std::size_t j = 0; j < tone.size(); ++j) {
    tone[j] = std::polar(1.0, 2.0 * std::acos(-1.0) * 4.0 * static_cast<double>(j) / 32.0);
  }
  Row received = tone;
  ends.transmit(tone);
  ends.receive(received);
  for (std::size_t j = 0; j < tone.size(); ++j) {
    EXPECT_NEAR(std::norm(tone[j]), 0.5, 1e-13) << j;
    EXPECT_NEAR(std::norm(received[j]), 0.5, 1e-13) << j;
  }
}

TEST(EndFilters, KeepTheDirectionOfWhatTheyClip) {
  const EndFilters ends({.full_scale = 1.5}, grid);
  const Row before = random_row(971);
  Row row = before;
  ends.transmit(row);
  std::size_t clipped = 0;
  for (std::size_t j = 0; j < row.size(); ++j) {
    EXPECT_NEAR(std::abs(row[j]), std::min(std::abs(before[j]), 1.5), 1e-14);
    EXPECT_NEAR(std::arg(row[j]), std::arg(before[j]), 1e-14);
    clipped += std::abs(before[j]) > 1.5 ? 1U : 0U;
  }
  EXPECT_GT(clipped, 0U);
  EXPECT_LT(clipped, row.size());
}

TEST(EndFilters, TheirDerivativesAreAdjoints) {
  const EndFilters ends({.transmitter = {2.1}, .receiver = {1.3}}, grid);
  Row forward = random_row(972);
  Row backward = random_row(973);
  const Row in = forward;
  const Row out = backward;
  ends.transmit(forward);
  ends.transmit_vjp(in, backward);
  EXPECT_NEAR(real_product(forward, out), real_product(in, backward), 1e-12);
}

TEST(EndFilters, RefuseWhatIsNoFullScale) {
  for (const double full_scale : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
    test::expect_error<InputError>("input.ends", {"full scale"},
                                   [&] { EndFilters({.full_scale = full_scale}, grid); });
  }
}

TEST(NetworkWithEnds, SeesLightBehindOneEndAndTraceBehindTheOther) {
  Random random(974);
  Model model = model_with_ends(Detection::intensity, 1, random);
  const RealBatch<double> series = series_of(2, random);
  WorkerPool workers(2);
  Network network(model, workers);
  const TimeGrid whole = model.frame.grid();
  const std::vector<Complex> transmit = roll_off_transfer(model.ends.transmitter, whole);
  const std::vector<Complex> receive = roll_off_transfer(model.ends.receiver, whole);
  for (std::size_t i = 0; i < 2; ++i) {
    const FieldBatch<double> waveforms = network.encode(series);
    Row field(waveforms.row(i).begin(), waveforms.row(i).end());
    for (Complex& value : field) {
      value *= std::min(1.0, 1.6 / std::max(std::abs(value), 1e-300));
    }
    Row trace = test::propagated(filtered(field, transmit), model.layers, model.low_pass, 2.0);
    for (Complex& value : trace) {
      value = std::norm(value);
    }
    trace = filtered(trace, receive);
    const RealBatch<double> features = network.features(series);
    for (std::size_t f = 0; f < features.samples(); ++f) {
      const std::size_t first = model.frame.record_begin() + 3 * f;
      const double mean =
          (trace[first].real() + trace[first + 1].real() + trace[first + 2].real()) / 3.0;
      EXPECT_NEAR(features.row(i)[f], mean, 1e-12) << i << " " << f;
    }
  }
}

TEST(NetworkWithEnds, GradientsAreThoseOfFiniteDifferences) {
  for (const Detection detect : {Detection::intensity, Detection::amplitude}) {
    for (const std::size_t shots : {1U, 2U}) {
      Random random(975);
      const Model model = model_with_ends(detect, shots, random);
      const RealBatch<double> series = series_of(3, random);
      WorkerPool workers(2);
      Network network(model, workers);
      LayerParameters gradient = zero_layers(2);
      InputBatch of_input = RealBatch<double>(3, 12);
      EXPECT_EQ(network.pull_back(series, slopes, gradient, &of_input), network.features(series));
      const double step = 1e-6;
      for (const char* name : {"alpha", "beta2", "gamma"}) {
        for (std::size_t m = 0; m < 2; ++m) {
          const auto at = [&](double change) {
            Model moved = model;
            moved.layers.values(name)[m] += change;
            return loss_of(moved, series);
          };
          const double slope = (at(step) - at(-step)) / (2.0 * step);
          EXPECT_NEAR(gradient.values(name)[m], slope, 1e-6 * std::max(1.0, std::abs(slope)))
              << name << " " << m;
        }
      }
      for (std::size_t j = 0; j < 12; ++j) {
        const auto at = [&](double change) {
          RealBatch<double> moved = series;
          moved.row(1)[j] += change;
          return loss_of(model, moved);
        };
        const double slope = (at(step) - at(-step)) / (2.0 * step);
        EXPECT_NEAR(std::get<RealBatch<double>>(of_input).row(1)[j], slope,
                    1e-6 * std::max(1.0, std::abs(slope)))
            << j;
      }
    }
  }
}

TEST(NetworkWithEnds, APhotodiodesRollOffGoesWithNoOtherReadout) {
  Random random(976);
  for (const Detection detect : {Detection::field, Detection::spectrum}) {
    const Model model = model_with_ends(detect, 1, random);
    test::expect_error<InputError>("input.model", {"photodiode"}, [&] { model.validate(); });
  }
}

}  // namespace
}  // namespace fiberloom::core
