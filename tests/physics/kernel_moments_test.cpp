// Moments of kernels against closed forms: what each trained number is as a coefficient of an evolution equation.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/impulse_response.hpp>
#include <fiberloom/core/kernel_moments.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <fiberloom/core/small_signal.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom {
namespace {

using core::KernelMoments;
using test::Complex;
using test::Row;

constexpr Complex i(0.0, 1.0);

KernelMoments moments_of(const std::string& name, double value) {
  const auto* spectral = dynamic_cast<const core::SpectralOperator*>(core::find_operator(name));
  return core::kernel_moments([&](double w) { return std::exp(value * spectral->symbol(w)); },
                              0.02);
}

// Moments of a kernel given on a grid, by their definition.
KernelMoments summed_moments(const std::vector<Complex>& kernel, const core::TimeGrid& grid) {
  const std::vector<double> times = grid.times();
  const auto sum = [&](auto weight) {
    Complex total{};
    for (std::size_t j = 0; j < kernel.size(); ++j) {
      total += weight(Complex(times[j])) * kernel[j];
    }
    return total;
  };
  KernelMoments result{.gain = sum([](Complex) { return Complex(1.0); })};
  result.delay = sum([](Complex t) { return t; }) / result.gain;
  const auto central = [&](int order) {
    return sum([&](Complex t) { return std::pow(t - result.delay, order); }) / result.gain;
  };
  result.spread = central(2);
  result.skew = central(3);
  result.fourth = central(4) - 3.0 * result.spread * result.spread;
  return result;
}

void expect_moments(const KernelMoments& found, const KernelMoments& expected, double tolerance) {
  EXPECT_LT(std::abs(found.gain - expected.gain), tolerance) << found.gain;
  EXPECT_LT(std::abs(found.delay - expected.delay), tolerance) << found.delay;
  EXPECT_LT(std::abs(found.spread - expected.spread), tolerance) << found.spread;
  EXPECT_LT(std::abs(found.skew - expected.skew), tolerance) << found.skew;
  EXPECT_LT(std::abs(found.fourth - expected.fourth), 10.0 * tolerance) << found.fourth;
}

TEST(KernelMoments, AttenuationIsTheZerothMoment) {
  expect_moments(moments_of("alpha", 0.6), {.gain = std::exp(-0.3)}, 1e-8);
  expect_moments(moments_of("alpha", -0.6), {.gain = std::exp(0.3)}, 1e-8);
}

TEST(KernelMoments, DelayIsTheFirstMoment) {
  // E(t - tau) has the transfer exp(-i w tau).
  const KernelMoments found =
      core::kernel_moments([](double w) { return std::exp(-i * w * 2.5); }, 0.02);
  expect_moments(found, {.delay = 2.5}, 1e-8);
}

TEST(KernelMoments, DiffusionIsTheRealSecondMoment) {
  const KernelMoments found = moments_of("diffusion", 1.7);
  expect_moments(found, {.spread = 1.7}, 1e-8);
  EXPECT_NEAR(found.diffusion(), 1.7, 1e-9);
  EXPECT_NEAR(found.dispersion(), 0.0, 1e-9);
}

TEST(KernelMoments, DispersionIsTheImaginarySecondMoment) {
  // dE/dz = -i beta2/2 d^2E/dt^2 (conventions), and spread/2 d^2/dt^2: spread = -i beta2.
  for (const double beta2 : {1.949, -3.0}) {
    const KernelMoments found = moments_of("beta2", beta2);
    expect_moments(found, {.spread = -i * beta2}, 1e-8);
    EXPECT_NEAR(found.dispersion(), beta2, 1e-9);
    EXPECT_NEAR(found.diffusion(), 0.0, 1e-9);
  }
}

TEST(KernelMoments, ThirdAndFourthOrderDispersionAreTheThirdAndFourthMoment) {
  // exp(-i beta3 w^3/6) = exp(-beta3 (-i w)^3/6 (-1)...): the third moment is -beta3, as that of the mirrored Airy
  // function is negative; exp(i beta4 w^4/24): the fourth cumulant is i beta4.
  const KernelMoments third = moments_of("beta3", 0.8);
  expect_moments(third, {.skew = -0.8}, 1e-7);
  EXPECT_NEAR(third.third_order_dispersion(), 0.8, 1e-8);
  const KernelMoments fourth = moments_of("beta4", -0.5);
  expect_moments(fourth, {.fourth = -0.5 * i}, 1e-7);
  EXPECT_NEAR(fourth.fourth_order_dispersion(), -0.5, 1e-6);
}

TEST(KernelMoments, AgreeWithTheSumsOverANarrowKernel) {
  // Gain, delay, diffusion, dispersion and beta3 at once; diffusion keeps the kernel inside the grid.
  const auto transfer = [](double w) {
    return std::exp(0.2 - i * w * 1.5 - 0.5 * (6.0 - 2.0 * i) * w * w - i * 0.7 * w * w * w / 6.0);
  };
  const core::TimeGrid grid(256, 0.5);
  const std::vector<Complex> kernel = core::impulse_response(transfer, grid);
  const KernelMoments found = core::kernel_moments(transfer, 0.02);
  expect_moments(found, summed_moments(kernel, grid), 1e-6);
  expect_moments(found, {.gain = std::exp(0.2), .delay = 1.5, .spread = {6.0, -2.0}, .skew = -0.7},
                 1e-7);
}

TEST(KernelMoments, APhaseBeyondPiIsUnwrapped) {
  // b = 3000 samples^2 has turned by 5.4 rad at four steps, by 2.4 rad between the third and the fourth.
  const KernelMoments found =
      core::kernel_moments([](double w) { return std::exp(0.5 * i * 3000.0 * w * w); }, 0.015);
  EXPECT_NEAR(found.dispersion(), 3000.0, 1e-6);
}

TEST(KernelMoments, AKernelWithoutZerothMomentIsRefused) {
  test::expect_error<core::NumericalError>("numerical.moments", {"vanishes"}, [] {
    (void)core::kernel_moments([](double w) { return Complex(w); }, 0.02);
  });
  test::expect_error<core::InputError>("input.domain", {"positive"}, [] {
    (void)core::kernel_moments([](double) { return Complex(1.0); }, 0.0);
  });
}

TEST(ImpulseResponse, ConvolvesAsTheTransferMultiplies) {
  test::Random random(811);
  const core::TimeGrid grid(30, 0.5);
  core::LayerParameters layers = core::zero_layers(1);
  layers.alpha[0] = 0.3;
  layers.beta2[0] = 0.9;
  const std::vector<Complex> kernel =
      core::impulse_response([](double w) { return std::exp(Complex(-0.15, 0.45 * w * w)); }, grid);
  const Row input = test::random_row(grid.size(), random);
  const Row expected = test::propagated(input, layers, {}, 2.0);
  Row found(grid.size());
  for (std::size_t j = 0; j < found.size(); ++j) {
    for (std::size_t k = 0; k < kernel.size(); ++k) {  // time zero of the kernel is at size/2
      found[j] += kernel[k] * input[(j + grid.size() + grid.size() / 2 - k) % grid.size()];
    }
  }
  EXPECT_LT(test::largest_difference(found, expected), 1e-13);
}

}  // namespace
}  // namespace fiberloom
