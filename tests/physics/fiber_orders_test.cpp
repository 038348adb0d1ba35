// How fast the solvers converge, on the second-order soliton from its start to its peak, and what they conserve.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/fiber/photons.hpp>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/core/fiber/split_step.hpp>
#include <numbers>

#include "fiber_light.hpp"

namespace fiberloom {
namespace {

using core::Fiber;
using core::RamanModel;
using core::RamanResponse;
using core::Rk4ip;
using core::SplitStep;
using core::TimeGrid;
using test::Complex;
using test::Row;

// Tails below 1e-17 at the ends of the window and below 1e-12 at those of the band, also at the peak.
const TimeGrid grid(2048, 0.04);
const Fiber soliton_fiber{
    .length_m = std::numbers::pi / 4.0, .betas = {-1.0}, .gamma_per_w_m = 1.0};

Row soliton(double x) {
  return test::sampled(grid, [x](double t) { return test::second_soliton(x, t); });
}

template <class Propagate>
double error_of(Propagate propagate) {
  Row row = soliton(0.0);
  propagate(std::span<Complex>(row));
  return test::relative_error(row, soliton(soliton_fiber.length_m));
}

double split_error(std::size_t steps) {
  return error_of(
      [&](std::span<Complex> row) { SplitStep(grid, soliton_fiber, steps).propagate(row); });
}

double rk4ip_error(std::size_t steps) {
  return error_of([&](std::span<Complex> row) {
    Rk4ip(grid, soliton_fiber).propagate_in_equal_steps(row, steps);
  });
}

TEST(SplitStepOrder, IsTwo) {
  for (const std::size_t steps : {200U, 400U, 800U}) {
    const double order = std::log2(split_error(steps) / split_error(2 * steps));
    EXPECT_NEAR(order, 2.0, 0.02) << steps << " steps";
  }
}

TEST(Rk4ipOrder, IsFour) {
  for (const std::size_t steps : {150U, 300U}) {
    const double order = std::log2(rk4ip_error(steps) / rk4ip_error(2 * steps));
    EXPECT_NEAR(order, 4.0, 0.1) << steps << " steps";
  }
}

TEST(Rk4ipTolerance, ErrorFollowsIt) {
  const auto error = [](double tolerance) {
    return error_of(
        [&](std::span<Complex> row) { Rk4ip(grid, soliton_fiber, tolerance).propagate(row); });
  };
  for (const double tolerance : {1e-5, 1e-7, 1e-9}) {
    EXPECT_LT(error(tolerance), 10.0 * tolerance) << tolerance;
  }
  EXPECT_LT(error(1e-9), error(1e-7) / 30.0);
}

// With Raman and self-steepening the order stays: against a run of many steps instead of a closed form.
TEST(Rk4ipOrder, IsFourWithRamanAndSelfSteepening) {
  const TimeGrid fast(1024, 4e-15);
  Fiber fiber{.length_m = 0.02,
              .betas = {-1.2e-26, 8e-41},
              .gamma_per_w_m = 0.1,
              .center_wavelength_m = 835e-9,
              .self_steepening = true,
              .raman = RamanResponse::of(RamanModel::blow_wood)};
  const Row input = test::sampled(fast, [](double t) { return 40.0 * test::sech(t / 50e-15); });
  const auto after = [&](std::size_t steps) {
    Row row = input;
    Rk4ip(fast, fiber).propagate_in_equal_steps(row, steps);
    return row;
  };
  const Row exact = after(3200);
  const double order =
      std::log2(test::relative_error(after(100), exact) / test::relative_error(after(200), exact));
  EXPECT_NEAR(order, 4.0, 0.15);
}

TEST(SplitStepOrder, IsTwoWithRamanAndSelfSteepening) {
  const TimeGrid fast(1024, 4e-15);
  for (const bool is_steep : {false, true}) {
    Fiber fiber{.length_m = 0.02,
                .betas = {-1.2e-26, 8e-41},
                .gamma_per_w_m = 0.1,
                .center_wavelength_m = 835e-9,
                .self_steepening = is_steep,
                .raman = RamanResponse::of(RamanModel::hollenbeck_cantrell)};
    const Row input = test::sampled(fast, [](double t) { return 40.0 * test::sech(t / 50e-15); });
    const auto after = [&](std::size_t steps) {
      Row row = input;
      SplitStep(fast, fiber, steps).propagate(row);
      return row;
    };
    Row exact = input;
    Rk4ip(fast, fiber, 1e-12).propagate(exact);
    const double order = std::log2(test::relative_error(after(200), exact) /
                                   test::relative_error(after(400), exact));
    EXPECT_NEAR(order, 2.0, 0.05) << is_steep;
  }
}

TEST(SplitStepInvariants, AThousandLosslessStepsKeepTheEnergy) {
  test::Random random(71);
  const Row input = test::band_limited_row(512, 0.3, random);
  const TimeGrid field_grid(512, 0.1);
  for (const bool has_raman : {false, true}) {
    Fiber fiber{.length_m = 2.0, .betas = {-1.0, 0.2, 0.05}, .gamma_per_w_m = 1.0};
    if (has_raman) {
      fiber.raman = RamanResponse{.fraction = 0.18, .tau1_s = 0.2, .tau2_s = 0.5};
    }
    Row row = input;
    SplitStep(field_grid, fiber, 1000).propagate(row);
    EXPECT_NEAR(test::energy(row) / test::energy(input), 1.0, 1e-12) << has_raman;
  }
}

TEST(Rk4ipInvariants, PhotonNumberIsKeptWithRamanAndSelfSteepeningAndEnergyIsNot) {
  const TimeGrid fast(2048, 3e-15);
  for (const RamanModel model :
       {RamanModel::blow_wood, RamanModel::lin_agrawal, RamanModel::hollenbeck_cantrell}) {
    const Fiber fiber{.length_m = 0.08,
                      .betas = {-1.2e-26, 8e-41},
                      .gamma_per_w_m = 0.1,
                      .center_wavelength_m = 835e-9,
                      .self_steepening = true,
                      .raman = RamanResponse::of(model)};
    const Row input = test::sampled(fast, [](double t) { return 40.0 * test::sech(t / 50e-15); });
    Row row = input;
    Rk4ip(fast, fiber, 1e-11).propagate(row);
    const double photons = core::photon_number(input, fast, fiber.center_wavelength_m);
    EXPECT_NEAR(core::photon_number(row, fast, fiber.center_wavelength_m) / photons, 1.0, 1e-9);
    EXPECT_LT(test::energy(row), 0.995 * test::energy(input));
  }
}

TEST(Rk4ipInvariants, LossLeavesTheShareThatItShould) {
  Fiber fiber = soliton_fiber;
  fiber.attenuation_per_m = 1.3;
  Row row = soliton(0.0);
  const double before = test::energy(row);
  Rk4ip(grid, fiber, 1e-10).propagate(row);
  EXPECT_NEAR(test::energy(row) / before, std::exp(-1.3 * fiber.length_m), 1e-8);
}

TEST(TwoFibres, InARowAreOneOfTheirLength) {
  Fiber half = soliton_fiber;
  half.length_m /= 2.0;
  Row row = soliton(0.0);
  const Rk4ip part(grid, half, 1e-11);
  part.propagate(row);
  part.propagate(row);
  EXPECT_LT(test::relative_error(row, soliton(soliton_fiber.length_m)), 1e-8);
}

}  // namespace
}  // namespace fiberloom
