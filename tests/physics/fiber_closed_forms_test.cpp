// Light in fibre against closed forms (Agrawal, Nonlinear Fiber Optics, unless told otherwise), by both solvers.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/core/fiber/split_step.hpp>
#include <numbers>

#include "fiber_light.hpp"

namespace fiberloom {
namespace {

using core::Fiber;
using core::Rk4ip;
using core::SplitStep;
using core::TimeGrid;
using test::Complex;
using test::Row;

Row through(Row row, const TimeGrid& grid, const Fiber& fiber, double tolerance = 1e-11) {
  Rk4ip(grid, fiber, tolerance).propagate(row);
  return row;
}

Row through_steps(Row row, const TimeGrid& grid, const Fiber& fiber, std::size_t steps) {
  SplitStep(grid, fiber, steps).propagate(row);
  return row;
}

// Lengths that the transforms treat differently: short, split once and twice, with other factors, odd, prime.
class ChirpedGaussian : public testing::TestWithParam<std::size_t> {};

TEST_P(ChirpedGaussian, BroadensAsTheClosedFormSays) {
  constexpr double chirp = -1.5;
  const TimeGrid grid(GetParam(), 120.0 / static_cast<double>(GetParam()));
  const Fiber fiber{.length_m = 2.0, .attenuation_per_m = 0.3, .betas = {-1.7}};
  const Complex curvature(1.0, chirp);
  const Complex q = 1.0 - Complex(0.0, fiber.betas[0] * fiber.length_m) * curvature;
  const Row input =
      test::sampled(grid, [&](double t) { return std::exp(-curvature * (t * t / 2.0)); });
  const Row expected = test::sampled(grid, [&](double t) {
    return std::exp(-0.3) / std::sqrt(q) * std::exp(-curvature * (t * t / 2.0) / q);
  });
  EXPECT_LT(test::relative_error(through(input, grid, fiber), expected), 1e-12);
  EXPECT_LT(test::relative_error(through_steps(input, grid, fiber, 3), expected), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Lengths, ChirpedGaussian,
                         testing::Values(512, 8192, 65536, 6000, 1001, 4099));

TEST(ThirdOrderDispersion, PutsTheTailBehindThePulseWhenPositive) {
  const TimeGrid grid(8192, 0.06);
  constexpr double chirp = 0.4;
  for (const double beta3 : {2.5, -2.5}) {
    const Fiber fiber{.length_m = 3.0, .betas = {0.0, beta3}};
    const Row output = through(
        test::sampled(grid, [](double t) { return std::exp(-Complex(1.0, chirp) * t * t / 2.0); }),
        grid, fiber);
    // <t> = beta3 z (1 + C^2)/(8 s^2), s = T0/sqrt 2.
    const double delay = beta3 * fiber.length_m * (1.0 + chirp * chirp) / 4.0;
    const test::Moments found = test::time_moments(output, grid);
    EXPECT_NEAR(found.mean, delay, 1e-10);
    const double spread = beta3 * fiber.length_m / (4.0 * std::pow(0.5, 1.5));
    const double strength = 1.0 + chirp * chirp;
    EXPECT_NEAR(found.width, std::sqrt(0.5 * (1.0 + strength * strength * spread * spread / 2.0)),
                1e-9);
    // The oscillating tail lies at late times: there is next to nothing on the other side.
    double late = 0.0;
    double early = 0.0;
    const std::vector<double> times = grid.times();
    for (std::size_t j = 0; j < times.size(); ++j) {
      (times[j] * beta3 > 8.0 ? late : early) +=
          std::abs(times[j]) > 3.2 ? std::norm(output[j]) : 0.0;
    }
    EXPECT_GT(late, 20.0 * early) << beta3;
  }
}

TEST(FundamentalSoliton, MovesUnchangedAtItsGroupVelocity) {
  const TimeGrid grid(1024, 0.06);
  const Fiber fiber{.length_m = 6.0, .betas = {-1.0}, .gamma_per_w_m = 1.0};
  constexpr double offset = 0.8;
  const auto soliton = [&](double z, double t) {
    const double phase = -offset * t + fiber.betas[0] * offset * offset * z / 2.0 + z / 2.0;
    return test::sech(t - fiber.betas[0] * offset * z) * std::polar(1.0, phase);
  };
  const auto at = [&](double z) {
    return test::sampled(grid, [&](double t) { return soliton(z, t); });
  };
  EXPECT_LT(test::relative_error(through(at(0.0), grid, fiber), at(fiber.length_m)), 1e-9);
  EXPECT_LT(test::relative_error(through_steps(at(0.0), grid, fiber, 20000), at(fiber.length_m)),
            1e-7);
}

TEST(SecondSoliton, PeaksAtFourTimesItsPowerAndReturns) {
  const TimeGrid grid(2048, 0.025);
  for (const double share : {0.5, 1.0}) {
    const Fiber fiber{
        .length_m = share * std::numbers::pi / 2.0, .betas = {-1.0}, .gamma_per_w_m = 1.0};
    const Row input = test::sampled(grid, [](double t) { return 2.0 * test::sech(t); });
    const Row expected =
        test::sampled(grid, [&](double t) { return test::second_soliton(fiber.length_m, t); });
    EXPECT_LT(test::relative_error(through(input, grid, fiber), expected), 2e-9);
  }
}

TEST(SelfPhaseModulation, TurnsThePhaseByTheIntensityTimesTheEffectiveLength) {
  const TimeGrid grid(1024, 0.02);
  const Fiber fiber{.length_m = 3.0, .attenuation_per_m = 0.4, .gamma_per_w_m = 1.6};
  const double effective = (1.0 - std::exp(-0.4 * 3.0)) / 0.4;
  const Row input = test::sampled(grid, [](double t) { return std::exp(-t * t / 2.0); });
  const Row expected = test::sampled(grid, [&](double t) {
    return std::exp(-t * t / 2.0 - 0.6) * std::polar(1.0, 1.6 * effective * std::exp(-t * t));
  });
  const Row found = through(input, grid, fiber);
  EXPECT_LT(test::relative_error(found, expected), 1e-9);
  // rms broadening of a Gaussian: sqrt(1 + 4 phi^2/(3 sqrt 3)).
  const double phase = 1.6 * effective;
  EXPECT_NEAR(test::spectral_moments(found, grid).width * std::numbers::sqrt2,
              std::sqrt(1.0 + 4.0 * phase * phase / (3.0 * std::numbers::sqrt3)), 1e-8);
}

// I(z, t) = f(t - 3 gamma I z/w0), until the shock: late light is pushed together.
TEST(SelfSteepening, DelaysIntensePartsAndSteepensTheTrailingEdge) {
  const TimeGrid grid(4096, 0.004);
  const Fiber fiber{.length_m = 6.0,
                    .gamma_per_w_m = 1.0,
                    .center_wavelength_m = test::wavelength_of(50.0),
                    .self_steepening = true};
  const auto pulse = [](double t) { return std::exp(-t * t); };
  const Row input = test::sampled(grid, [&](double t) { return std::sqrt(pulse(t)); });
  const std::vector<double> times = grid.times();
  for (const bool is_adaptive : {true, false}) {
    const Row output =
        is_adaptive ? through(input, grid, fiber, 1e-10) : through_steps(input, grid, fiber, 1500);
    double largest = 0.0;
    for (std::size_t j = 0; j < times.size(); ++j) {
      const double intensity = std::norm(output[j]);
      largest = std::max(
          largest, std::abs(intensity - pulse(times[j] - 3.0 * intensity * fiber.length_m / 50.0)));
    }
    EXPECT_LT(largest, 1e-8) << (is_adaptive ? "rk4ip" : "split step");
  }
}

TEST(Akhmediev, BreatherReachesItsPeak) {
  // a = 1/4: |u|^2 = (1 + 2 sqrt(2 a))^2 at x = 0, on a background of 1; four periods in the window.
  constexpr double a = 0.25;
  const double w = 2.0 * std::sqrt(1.0 - 2.0 * a);
  const double b = std::sqrt(8.0 * a * (1.0 - 2.0 * a));
  const TimeGrid grid(512, 8.0 * std::numbers::pi / w / 512.0);
  const auto breather = [&](double x, double t) {
    const double wave = std::sqrt(2.0 * a) * std::cos(w * t);
    const Complex top((1.0 - 4.0 * a) * std::cosh(b * x) + wave, b * std::sinh(b * x));
    return top / (wave - std::cosh(b * x)) * std::polar(1.0, x);
  };
  const Fiber fiber{.length_m = 5.0, .betas = {-1.0}, .gamma_per_w_m = 1.0};
  const Row output =
      through(test::sampled(grid, [&](double t) { return breather(-5.0, t); }), grid, fiber, 1e-12);
  const Row expected = test::sampled(grid, [&](double t) { return breather(0.0, t); });
  EXPECT_LT(test::relative_error(output, expected), 1e-8);
  double peak = 0.0;
  for (const Complex& value : output) {
    peak = std::max(peak, std::norm(value));
  }
  EXPECT_NEAR(peak, std::pow(1.0 + std::numbers::sqrt2, 2.0), 1e-7);
}

}  // namespace
}  // namespace fiberloom
