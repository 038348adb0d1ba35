// The two ways of computing a cascade, a record at a time and a register full of records at a time, against each other
// and against what must not depend on how the work is shared out.
#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/core/propagator.hpp>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom {
namespace {

using core::FieldBatch;
using core::LayerParameters;
using core::PassMemory;
using test::Complex;
using test::Random;

template <class Real>
FieldBatch<Real> random_batch(std::size_t batch, std::size_t samples, Random& random) {
  FieldBatch<Real> fields(batch, samples);
  for (auto& value : fields.values()) {
    value = static_cast<std::complex<Real>>(random.complex_normal());
  }
  return fields;
}

// Weights that no symmetry makes vanish; the loss is the real part of their product with the output.
template <class Real>
void fixed_cotangent(std::size_t row, std::span<std::complex<Real>> field, std::size_t) {
  for (std::size_t j = 0; j < field.size(); ++j) {
    const double turn = 1.0 + 3.0 * static_cast<double>(j) + 5.0 * static_cast<double>(row);
    field[j] = static_cast<std::complex<Real>>(std::polar(1.0, turn));
  }
}

template <class Real>
struct PulledBack {
  FieldBatch<Real> cotangents;
  LayerParameters gradient;
};

template <class Real>
PulledBack<Real> pulled_back(const core::Propagator<Real>& propagator,
                             const FieldBatch<Real>& input, std::size_t num_workers = 1,
                             PassMemory memory = PassMemory::stored) {
  core::WorkerPool workers(num_workers);
  typename core::Propagator<Real>::Workspaces workspaces;
  PulledBack<Real> result{.cotangents = input, .gradient = core::zeros_like(propagator.layers())};
  propagator.pull_back(result.cotangents, fixed_cotangent<Real>, result.gradient, workers,
                       workspaces, memory);
  return result;
}

// The same by one row after another.
template <class Real>
PulledBack<Real> row_by_row(const core::Propagator<Real>& propagator, const FieldBatch<Real>& input,
                            FieldBatch<Real>& output) {
  PulledBack<Real> result{.cotangents = input, .gradient = core::zeros_like(propagator.layers())};
  auto tape = propagator.make_tape();
  for (std::size_t i = 0; i < input.batch(); ++i) {
    core::AlignedVector<std::complex<Real>> row(input.row(i).begin(), input.row(i).end());
    propagator.forward(row, tape);
    std::copy(row.begin(), row.end(), output.row(i).begin());
    fixed_cotangent<Real>(i, row, 0);
    propagator.vjp(tape, row, result.gradient);
    std::copy(row.begin(), row.end(), result.cotangents.row(i).begin());
  }
  return result;
}

template <class Real>
double largest_difference(const FieldBatch<Real>& a, const FieldBatch<Real>& b) {
  double largest = 0.0;
  for (std::size_t j = 0; j < a.values().size(); ++j) {
    largest = std::max(largest, std::abs(Complex(a.values()[j]) - Complex(b.values()[j])));
  }
  return largest;
}

void expect_near(const LayerParameters& found, const LayerParameters& expected, double tolerance) {
  double scale = 1.0;
  for (const std::string& name : expected.names()) {
    for (const double value : expected.values(name)) {
      scale = std::max(scale, std::abs(value));
    }
  }
  for (const std::string& name : expected.names()) {
    for (std::size_t j = 0; j < expected.values(name).size(); ++j) {
      EXPECT_NEAR(found.values(name)[j], expected.values(name)[j], tolerance * scale) << name;
    }
  }
}

class Engines : public testing::TestWithParam<std::size_t> {
 protected:
  Random random{191};
  std::size_t samples = GetParam();
  core::TimeGrid grid{samples, 1.0};
  LayerParameters layers = test::random_layers(3, random);

  template <class Real>
  void check(double field_tolerance, double gradient_tolerance) {
    layers.potential = core::RealBatch<double>(3, samples);
    for (double& value : layers.potential.values()) {
      value = random.normal();
    }
    const core::Propagator<Real> propagator(grid, layers, core::LowPass{});
    // Full groups, a group with a few empty lanes, and rows that are left over, whatever the width of the registers.
    const FieldBatch<Real> input = random_batch<Real>(23, samples, random);
    FieldBatch<Real> expected_output(23, samples);
    const PulledBack<Real> expected = row_by_row(propagator, input, expected_output);
    FieldBatch<Real> output = input;
    core::WorkerPool workers(1);
    propagator.forward(output, workers);
    EXPECT_LT(largest_difference(output, expected_output), field_tolerance);
    const PulledBack<Real> found = pulled_back(propagator, input);
    EXPECT_LT(largest_difference(found.cotangents, expected.cotangents), field_tolerance);
    expect_near(found.gradient, expected.gradient, gradient_tolerance);
  }
};

TEST_P(Engines, AgreeInDouble) { check<double>(1e-12, 1e-13); }
TEST_P(Engines, AgreeInFloat) { check<float>(5e-5, 2e-5); }

TEST_P(Engines, GiveTheSameForAnyNumberOfWorkers) {
  const core::Propagator<double> propagator(grid, layers);
  const FieldBatch<double> input = random_batch<double>(37, samples, random);
  core::WorkerPool alone(1);
  FieldBatch<double> expected = input;
  propagator.forward(expected, alone);
  const PulledBack<double> expected_back = pulled_back(propagator, input);
  for (const std::size_t num_workers : {2U, 3U}) {
    core::WorkerPool workers(num_workers);
    FieldBatch<double> found = input;
    propagator.forward(found, workers);
    EXPECT_EQ(found, expected);
    const PulledBack<double> found_back = pulled_back(propagator, input, num_workers);
    EXPECT_EQ(found_back.cotangents, expected_back.cotangents);
    EXPECT_EQ(found_back.gradient, expected_back.gradient);
  }
}

TEST_P(Engines, RecomputedFieldsGiveTheGradientOfStoredOnes) {
  const core::Propagator<double> propagator(grid, layers);
  const FieldBatch<double> input = random_batch<double>(5, samples, random);
  const PulledBack<double> stored = pulled_back(propagator, input);
  const PulledBack<double> recomputed = pulled_back(propagator, input, 1, PassMemory::recomputed);
  EXPECT_LT(largest_difference(stored.cotangents, recomputed.cotangents), 1e-11);
  expect_near(recomputed.gradient, stored.gradient, 1e-11);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Engines,
                         testing::Values(16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 16384, 12,
                                         125, 250),
                         testing::PrintToStringParamName());

TEST(PassMemory, RefusesToUndoALowPass) {
  Random random(192);
  const core::Propagator<double> propagator(core::TimeGrid(16, 0.5), test::random_layers(2, random),
                                            core::LowPass{});
  const FieldBatch<double> input = random_batch<double>(2, 16, random);
  test::expect_error<core::InputError>("input.reversible", {"low-pass", "stored"}, [&] {
    (void)pulled_back(propagator, input, 1, PassMemory::recomputed);
  });
}

TEST(Propagator, OneWorkspaceServesPropagatorsOfDifferentShape) {
  Random random(193);
  core::WorkerPool workers(1);
  core::Propagator<double>::Workspaces workspaces;
  for (const std::size_t samples : {64U, 16U, 10U, 64U}) {
    for (const std::size_t num_layers : {1U, 3U}) {
      const core::Propagator<double> propagator(core::TimeGrid(samples, 1.0),
                                                test::random_layers(num_layers, random));
      const FieldBatch<double> input = random_batch<double>(19, samples, random);
      const PulledBack<double> expected = pulled_back(propagator, input);
      FieldBatch<double> found = input;
      LayerParameters gradient = core::zero_layers(num_layers);
      propagator.pull_back(found, fixed_cotangent<double>, gradient, workers, workspaces);
      EXPECT_EQ(found, expected.cotangents);
      EXPECT_EQ(gradient, expected.gradient);
    }
  }
}

// Layers as slices of one fibre: halving the slices halves the error of the product of both steps.
TEST(Layers, ConvergeWithTheFirstOrder) {
  constexpr std::size_t samples = 256;
  test::Row input(samples);
  for (std::size_t j = 0; j < samples; ++j) {
    input[j] =
        2.0 / std::cosh((static_cast<double>(j) - 128.0) / 8.0);  // a soliton of second order
  }
  const auto output = [&](std::size_t slices) {
    const double share = 1.0 / static_cast<double>(slices);
    return test::propagated(input, test::lossless(std::vector<double>(slices, -64.0 * 0.5 * share),
                                                  std::vector<double>(slices, 0.5 * share)));
  };
  const test::Row reference = output(12800);
  const double coarse = test::largest_difference(output(100), reference);
  const double fine = test::largest_difference(output(200), reference);
  // The reference's own error is 1/128 of the coarse one.
  EXPECT_NEAR(std::log2(coarse / fine), 1.0, 0.05);
}

TEST(Layers, KeepTheEnergyOverAThousandLosslessLayers) {
  Random random(194);
  const test::Row input = test::random_row(256, random);
  std::vector<double> dispersion(1000);
  std::vector<double> phase(1000);
  for (std::size_t m = 0; m < 1000; ++m) {
    dispersion[m] = random.uniform(-1.0, 1.0);
    phase[m] = random.uniform(-1.0, 1.0);
  }
  const auto energy = [](const auto& row) {
    double sum = 0.0;
    for (const auto& value : row) {
      sum += std::norm(Complex(value));
    }
    return sum;
  };
  const LayerParameters layers = test::lossless(dispersion, phase);
  EXPECT_NEAR(energy(test::propagated(input, layers)) / energy(input), 1.0, 1e-12);
  // The same a group at a time.
  FieldBatch<double> batch(8, 256);
  for (std::size_t i = 0; i < 8; ++i) {
    std::copy(input.begin(), input.end(), batch.row(i).begin());
  }
  core::WorkerPool workers(1);
  core::Propagator<double>(core::TimeGrid(256, 1.0), layers).forward(batch, workers);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_NEAR(energy(batch.row(i)) / energy(input), 1.0, 1e-12);
  }
}

}  // namespace
}  // namespace fiberloom
