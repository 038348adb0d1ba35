// Derivatives of the split step against five-point differences, and its two derivatives against each other.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/fiber/split_step.hpp>
#include <functional>
#include <string>
#include <vector>

#include "fiber_light.hpp"

namespace fiberloom {
namespace {

using core::Fiber;
using core::FiberGradient;
using core::RamanModel;
using core::RamanResponse;
using core::SplitStep;
using core::TimeGrid;
using test::Complex;
using test::Random;
using test::Row;

struct Problem {
  std::string name;
  TimeGrid grid;
  Fiber fiber;
  std::size_t steps;
};

void PrintTo(const Problem& problem, std::ostream* stream) { *stream << problem.name; }

std::vector<Problem> problems() {
  Fiber plain{.length_m = 1.3,
              .attenuation_per_m = 0.2,
              .betas = {-0.9, 0.3, 0.1, -0.05},
              .gamma_per_w_m = 1.1};
  Fiber raman = plain;
  raman.raman = RamanResponse{.fraction = 0.3, .tau1_s = 0.4, .tau2_s = 0.9};
  Fiber lossless = plain;
  lossless.attenuation_per_m = 0.0;
  lossless.betas = {0.0, 0.0};
  return {{"Kerr", TimeGrid(48, 0.31), plain, 5},
          {"Raman", TimeGrid(48, 0.31), raman, 5},
          {"RamanOnAnOddGrid", TimeGrid(45, 0.31), raman, 3},
          {"OneStep", TimeGrid(32, 0.31), plain, 1},
          {"NothingButKerr", TimeGrid(32, 0.31), lossless, 2},
          {"KerrOnALongGrid", TimeGrid(512, 0.31), plain, 3},
          {"RamanOnALongGrid", TimeGrid(256, 0.31), raman, 3}};
}

class FiberGradients : public testing::TestWithParam<Problem> {};

// L = Re sum conj(weights) A_out + sum |A_out|^4/4, whose cotangent is weights + |A|^2 A.
double loss_of(const Row& output, const Row& weights) {
  double loss = 0.0;
  for (std::size_t j = 0; j < output.size(); ++j) {
    loss += (std::conj(weights[j]) * output[j]).real() + std::pow(std::norm(output[j]), 2.0) / 4.0;
  }
  return loss;
}

template <class Function>
double slope_at_zero(Function f) {
  constexpr double h = 1e-3;
  return (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h);
}

double loss_after(const Problem& problem, const Fiber& fiber, Row row, const Row& weights) {
  SplitStep(problem.grid, fiber, problem.steps).propagate(row);
  return loss_of(row, weights);
}

struct Found {
  FiberGradient gradient;
  Row input;
};

Found gradient_of(const Problem& problem, const Row& input, const Row& weights) {
  const SplitStep solver(problem.grid, problem.fiber, problem.steps);
  SplitStep::Tape tape = solver.make_tape();
  Row row = input;
  solver.forward(row, tape);
  Found found{.gradient = {.betas = std::vector<double>(problem.fiber.betas.size())}, .input = row};
  for (std::size_t j = 0; j < row.size(); ++j) {
    found.input[j] = weights[j] + std::norm(row[j]) * row[j];
  }
  solver.vjp(tape, found.input, found.gradient);
  return found;
}

TEST_P(FiberGradients, AgreeWithDifferencesInEveryNumber) {
  const Problem& problem = GetParam();
  Random random(72);
  const Row input = test::random_row(problem.grid.size(), random);
  const Row weights = test::random_row(problem.grid.size(), random);
  const FiberGradient found = gradient_of(problem, input, weights).gradient;
  const auto slope = [&](const std::function<void(Fiber&, double)>& change) {
    return slope_at_zero([&](double step) {
      Fiber changed = problem.fiber;
      change(changed, step);
      return loss_after(problem, changed, input, weights);
    });
  };
  const auto expect_near = [](double derivative, double expected, const std::string& what) {
    EXPECT_NEAR(derivative, expected, 1e-7 * std::max(1.0, std::abs(expected))) << what;
  };
  expect_near(found.length_m, slope([](Fiber& f, double d) { f.length_m += d / 16; }) * 16,
              "length");
  expect_near(found.attenuation_per_m, slope([](Fiber& f, double d) { f.attenuation_per_m += d; }),
              "attenuation");
  expect_near(found.gamma_per_w_m, slope([](Fiber& f, double d) { f.gamma_per_w_m += d; }),
              "gamma");
  for (std::size_t i = 0; i < problem.fiber.betas.size(); ++i) {
    // The higher the order the larger its phase at the edge of the band: a smaller step there.
    const double scale = std::pow(16.0, static_cast<double>(i + 1));
    expect_near(found.betas[i] / scale,
                slope([i, scale](Fiber& f, double d) { f.betas[i] += d / scale; }),
                "beta" + std::to_string(i + 2));
  }
  const double by_power = slope_at_zero([&](double step) {
    return loss_after(problem, problem.fiber, test::times_factor(input, std::sqrt(1.0 + step)),
                      weights);
  });
  expect_near(found.power_factor, by_power, "power");
}

TEST_P(FiberGradients, AgreeWithDifferencesInTheInput) {
  const Problem& problem = GetParam();
  Random random(73);
  const Row input = test::random_row(problem.grid.size(), random);
  const Row weights = test::random_row(problem.grid.size(), random);
  const Row found = gradient_of(problem, input, weights).input;
  for (const std::size_t j : {std::size_t{0}, std::size_t{7}, problem.grid.size() - 1}) {
    for (const Complex direction : {Complex(1.0, 0.0), Complex(0.0, 1.0)}) {
      const double expected = slope_at_zero([&](double step) {
        Row changed = input;
        changed[j] += step * direction;
        return loss_after(problem, problem.fiber, changed, weights);
      });
      EXPECT_NEAR((std::conj(found[j]) * direction).real(), expected, 1e-7) << j << direction;
    }
  }
}

TEST_P(FiberGradients, BackwardIsTheTransposeOfForward) {
  const Problem& problem = GetParam();
  Random random(74);
  const SplitStep solver(problem.grid, problem.fiber, problem.steps);
  SplitStep::Tape tape = solver.make_tape();
  Row row = test::random_row(problem.grid.size(), random);
  solver.forward(row, tape);
  FiberGradient direction{.length_m = random.normal(),
                          .attenuation_per_m = random.normal(),
                          .betas = std::vector<double>(problem.fiber.betas.size()),
                          .gamma_per_w_m = random.normal(),
                          .power_factor = random.normal()};
  for (double& beta : direction.betas) {
    beta = random.normal();
  }
  const Row change = test::random_row(problem.grid.size(), random);
  const Row weights = test::random_row(problem.grid.size(), random);
  Row pushed = change;
  solver.jvp(tape, pushed, direction);
  FiberGradient gradient{.betas = std::vector<double>(problem.fiber.betas.size())};
  Row pulled = weights;
  solver.vjp(tape, pulled, gradient);
  double forward = 0.0;
  double backward = direction.length_m * gradient.length_m +
                    direction.attenuation_per_m * gradient.attenuation_per_m +
                    direction.gamma_per_w_m * gradient.gamma_per_w_m +
                    direction.power_factor * gradient.power_factor;
  double size = std::abs(backward);
  for (std::size_t i = 0; i < direction.betas.size(); ++i) {
    backward += direction.betas[i] * gradient.betas[i];
    size += std::abs(direction.betas[i] * gradient.betas[i]);
  }
  for (std::size_t j = 0; j < row.size(); ++j) {
    forward += (std::conj(weights[j]) * pushed[j]).real();
    backward += (std::conj(pulled[j]) * change[j]).real();
    size += std::abs(std::conj(weights[j]) * pushed[j]);
  }
  EXPECT_NEAR(forward, backward, 1e-12 * size);
}

TEST_P(FiberGradients, TheRecordedRunIsThePlainOne) {
  const Problem& problem = GetParam();
  Random random(75);
  const SplitStep solver(problem.grid, problem.fiber, problem.steps);
  SplitStep::Tape tape = solver.make_tape();
  Row recorded = test::random_row(problem.grid.size(), random);
  Row plain = recorded;
  solver.forward(recorded, tape);
  solver.propagate(plain);
  EXPECT_EQ(test::largest_difference(recorded, plain), 0.0);
}

INSTANTIATE_TEST_SUITE_P(All, FiberGradients, testing::ValuesIn(problems()),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace fiberloom
