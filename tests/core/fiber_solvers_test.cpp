#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/core/fiber/split_step.hpp>
#include <limits>
#include <stdexcept>

#include "expect_error.hpp"
#include "fiber_light.hpp"

namespace fiberloom::core {
namespace {

using test::expect_error;
using test::Row;

const TimeGrid grid(64, 0.2);
const Fiber soliton_fiber{.length_m = 1.0, .betas = {-1.0}, .gamma_per_w_m = 1.0};

Row pulse(double amplitude = 1.0) {
  return test::sampled(grid, [amplitude](double t) { return amplitude * test::sech(t); });
}

TEST(Fiber, RefusesNumbersThatMakeNoSense) {
  const auto refuses = [](const std::string& word, void (*change)(Fiber&)) {
    Fiber fiber = soliton_fiber;
    change(fiber);
    expect_error<InputError>("input.fiber", {word}, [&] { fiber.validate(); });
    expect_error<InputError>("input.fiber", {word}, [&] { Rk4ip(grid, fiber); });
    expect_error<InputError>("input.fiber", {word}, [&] { SplitStep(grid, fiber, 3); });
  };
  refuses("length", [](Fiber& fiber) { fiber.length_m = -1.0; });
  refuses("length", [](Fiber& fiber) { fiber.length_m = std::nan(""); });
  refuses("attenuation",
          [](Fiber& fiber) { fiber.attenuation_per_m = std::numeric_limits<double>::infinity(); });
  refuses("beta", [](Fiber& fiber) { fiber.betas = {0.0, std::nan("")}; });
  refuses("gamma", [](Fiber& fiber) { fiber.gamma_per_w_m = std::nan(""); });
  refuses("wavelength", [](Fiber& fiber) { fiber.center_wavelength_m = -1.0; });
  refuses("self-steepening", [](Fiber& fiber) { fiber.self_steepening = true; });
}

TEST(Fiber, RefusesARamanResponseThatMakesNoSense) {
  Fiber fiber = soliton_fiber;
  fiber.raman = RamanResponse{.fraction = 1.5};
  expect_error<InputError>("input.raman", {"fraction"}, [&] { fiber.validate(); });
  fiber.raman = RamanResponse{.tau1_s = 0.0};
  expect_error<InputError>("input.raman", {"tau1"}, [&] { fiber.validate(); });
}

TEST(Fiber, OffsetsAreOppositeToTheBinsAndTheEdgeIsTheLowerEnd) {
  const double spacing = 2.0 * std::numbers::pi / 4.0;
  const std::vector<double> even = optical_offsets(TimeGrid(4, 1.0));
  EXPECT_EQ(even, (std::vector<double>{0.0, -spacing, -2.0 * spacing, spacing}));
  const std::vector<double> odd = optical_offsets(TimeGrid(3, 4.0 / 3.0));
  EXPECT_NEAR(odd[1], -spacing, 1e-12);
  EXPECT_NEAR(odd[2], spacing, 1e-12);
}

TEST(Rk4ip, RefusesATolerance) {
  for (const double tolerance : {0.0, -1e-6, 1e-15, 0.5, std::nan("")}) {
    expect_error<InputError>("input.tolerance", {"tolerance"},
                             [&] { Rk4ip(grid, soliton_fiber, tolerance); });
  }
}

TEST(Rk4ip, TakesOneStepWithoutNonlinearityAndNoneWithoutLength) {
  Fiber fiber = soliton_fiber;
  fiber.gamma_per_w_m = 0.0;
  Row row = pulse();
  EXPECT_EQ(Rk4ip(grid, fiber).propagate(row).accepted_steps, 1U);
  fiber.length_m = 0.0;
  const Row before = row;
  EXPECT_EQ(Rk4ip(grid, fiber).propagate(row).accepted_steps, 0U);
  EXPECT_EQ(row, before);
}

TEST(Rk4ip, LeavesDarknessDark) {
  Row row(grid.size());
  Rk4ip(grid, soliton_fiber).propagate(row);
  EXPECT_EQ(test::energy(row), 0.0);
}

TEST(Rk4ip, TakesMoreStepsForASmallerTolerance) {
  Row loose = pulse();
  Row tight = pulse();
  const Rk4ipReport few = Rk4ip(grid, soliton_fiber, 1e-5).propagate(loose);
  const Rk4ipReport many = Rk4ip(grid, soliton_fiber, 1e-9).propagate(tight);
  EXPECT_GT(many.accepted_steps, 5 * few.accepted_steps);
  EXPECT_LE(few.smallest_step_m, few.largest_step_m);
  EXPECT_LE(few.largest_step_m, soliton_fiber.length_m);
}

TEST(Rk4ip, ShortensStepsThatWereTooLong) {
  // The power rises seventyfold on the way, and the first step knows nothing of it.
  Fiber fiber = soliton_fiber;
  fiber.attenuation_per_m = -8.5;
  Row row = pulse(0.1);
  const Rk4ipReport report = Rk4ip(grid, fiber, 1e-8).propagate(row);
  EXPECT_GT(report.largest_step_m, 2.0 * report.smallest_step_m);
}

TEST(Rk4ip, SaysWhenNoStepIsSmallEnough) {
  Fiber fiber = soliton_fiber;
  fiber.gamma_per_w_m = 1e200;
  Row row = pulse();
  expect_error<NumericalError>("numerical.step_size", {"relative_tolerance"},
                               [&] { Rk4ip(grid, fiber).propagate(row); });
}

TEST(Rk4ip, TellsItsProgressUpToTheEndAndCanBeStopped) {
  Row row = pulse();
  double last = 0.0;
  Rk4ip(grid, soliton_fiber).propagate(row, [&](double share) {
    EXPECT_GT(share, last);
    last = share;
  });
  EXPECT_EQ(last, 1.0);
  EXPECT_THROW(
      Rk4ip(grid, soliton_fiber).propagate(row, [](double) { throw std::runtime_error("stop"); }),
      std::runtime_error);
}

TEST(SplitStep, RefusesNoSteps) {
  expect_error<InputError>("input.steps", {"step"}, [] { SplitStep(grid, soliton_fiber, 0); });
}

TEST(SplitStep, RefusesDerivativesWithSelfSteepening) {
  Fiber fiber = soliton_fiber;
  fiber.self_steepening = true;
  fiber.center_wavelength_m = 1e-6;
  const SplitStep solver(grid, fiber, 2);
  expect_error<InputError>("input.gradient", {"self-steepening"},
                           [&] { (void)solver.make_tape(); });
}

TEST(SplitStep, RefusesAGradientOfOtherBetas) {
  const SplitStep solver(grid, soliton_fiber, 2);
  SplitStep::Tape tape = solver.make_tape();
  Row row = pulse();
  solver.forward(row, tape);
  FiberGradient gradient{.betas = {0.0, 0.0}};
  expect_error<InputError>("input.gradient", {"beta"}, [&] { solver.vjp(tape, row, gradient); });
  expect_error<InputError>("input.gradient", {"beta"}, [&] { solver.jvp(tape, row, gradient); });
}

TEST(SplitStep, SaysWhenTheFieldDiverges) {
  Fiber fiber = soliton_fiber;
  fiber.attenuation_per_m = -2000.0;
  Row row = pulse();
  expect_error<NumericalError>("numerical.diverged", {"units"},
                               [&] { SplitStep(grid, fiber, 3).propagate(row); });
}

TEST(SplitStep, TakesAnotherFibreOnItsGrid) {
  SplitStep solver(grid, soliton_fiber, 7);
  Fiber fiber = soliton_fiber;
  fiber.betas = {0.4, 0.1};
  solver.set_fiber(fiber);
  EXPECT_EQ(solver.fiber(), fiber);
  EXPECT_EQ(solver.steps(), 7U);
  Row replaced = pulse();
  Row fresh = pulse();
  solver.propagate(replaced);
  SplitStep(grid, fiber, 7).propagate(fresh);
  EXPECT_EQ(replaced, fresh);
}

}  // namespace
}  // namespace fiberloom::core
