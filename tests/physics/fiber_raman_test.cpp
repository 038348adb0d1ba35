// The Raman responses as published, their transforms against quadrature, and what they do to light.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/fiber/raman_response.hpp>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <numbers>

#include "fiber_light.hpp"

namespace fiberloom {
namespace {

using core::Fiber;
using core::RamanModel;
using core::RamanResponse;
using core::Rk4ip;
using core::TimeGrid;
using test::Complex;
using test::Row;

constexpr RamanModel all_models[] = {RamanModel::blow_wood, RamanModel::lin_agrawal,
                                     RamanModel::hollenbeck_cantrell};

// int_0^4ps h(t) weight(t) dt by Simpson's rule in steps of 0.02 fs; what comes later is below 1e-17.
template <class Weight>
Complex integral(const RamanResponse& response, Weight weight) {
  constexpr int intervals = 200000;
  constexpr double step = 4e-12 / intervals;
  Complex sum = 0.0;
  for (int j = 0; j <= intervals; ++j) {
    const double factor = j == 0 || j == intervals ? 1.0 : j % 2 == 1 ? 4.0 : 2.0;
    const double time = j * step;
    sum += factor * core::raman_response(response, time) * weight(time);
  }
  return sum * step / 3.0;
}

TEST(RamanSpectrum, IsTheTransformOfTheResponse) {
  for (const RamanModel model : all_models) {
    const RamanResponse response = RamanResponse::of(model);
    for (const double thz : {0.0, 1.0, 7.5, 13.2, 14.7, 25.0, 40.0, -13.2}) {
      const double w = 2e12 * std::numbers::pi * thz;
      const Complex expected =
          integral(response, [w](double t) { return std::polar(1.0, -w * t); });
      EXPECT_LT(std::abs(core::raman_spectrum(response, w) - expected), 1e-9)
          << static_cast<int>(model) << " at " << thz << " THz";
    }
  }
}

TEST(RamanResponse, BeginsWithTheLightAndHasUnitArea) {
  for (const RamanModel model : all_models) {
    const RamanResponse response = RamanResponse::of(model);
    EXPECT_EQ(core::raman_response(response, -1e-18), 0.0);
    EXPECT_NEAR(std::abs(integral(response, [](double) { return 1.0; })), 1.0, 1e-9);
  }
}

// T_R = fraction int t h dt, the slope of the gain at small shifts; values from an independent program in Python.
TEST(RamanResponse, HasThePublishedFirstMoment) {
  const auto moment_fs = [](RamanModel model) {
    const RamanResponse response = RamanResponse::of(model);
    return 1e15 * response.fraction * integral(response, [](double t) { return t; }).real();
  };
  EXPECT_NEAR(moment_fs(RamanModel::blow_wood), 1.462, 5e-4);
  EXPECT_NEAR(moment_fs(RamanModel::lin_agrawal), 1.572, 5e-4);
  EXPECT_NEAR(moment_fs(RamanModel::hollenbeck_cantrell), 2.738, 5e-4);
}

TEST(RamanResponse, GainPeaksWhereSilicaDoes) {
  const auto peak_thz = [](RamanModel model) {
    const RamanResponse response = RamanResponse::of(model);
    double best = 0.0;
    double largest = 0.0;
    for (double thz = 5.0; thz < 20.0; thz += 0.05) {
      const double gain = -core::raman_spectrum(response, 2e12 * std::numbers::pi * thz).imag();
      if (gain > largest) {
        largest = gain;
        best = thz;
      }
    }
    return best;
  };
  EXPECT_NEAR(peak_thz(RamanModel::blow_wood), 13.1, 0.1);
  EXPECT_NEAR(peak_thz(RamanModel::hollenbeck_cantrell), 13.2, 0.1);
}

// dOm/dz = -(gamma fR/E) int W |F[|A|^2](W)|^2 Im h(W) dW/2pi: the exact law of moments for a launched pulse.
double initial_shift_per_m(std::span<const Complex> row, const TimeGrid& grid, const Fiber& fiber) {
  Row intensity(row.size());
  double energy = 0.0;
  for (std::size_t j = 0; j < row.size(); ++j) {
    intensity[j] = std::norm(row[j]);
    energy += std::norm(row[j]) * grid.step();
  }
  const Row spectrum = test::spectrum_of(intensity);
  const std::vector<double> frequencies = grid.angular_frequencies();
  const double spacing = frequencies[1];
  double sum = 0.0;
  for (std::size_t k = 0; k < row.size(); ++k) {
    sum += frequencies[k] * std::norm(spectrum[k] * grid.step()) *
           core::raman_spectrum(*fiber.raman, frequencies[k]).imag() * spacing;
  }
  return fiber.gamma_per_w_m * fiber.raman->fraction / energy * sum / (2.0 * std::numbers::pi);
}

TEST(RamanShift, GoesToTheRedAtTheRateOfTheMoments) {
  const TimeGrid grid(2048, 4e-15);
  for (const RamanModel model : all_models) {
    Fiber fiber{.length_m = 0.5,
                .betas = {-7e-27},
                .gamma_per_w_m = 0.0105,
                .raman = RamanResponse::of(model)};
    constexpr double width = 60e-15;
    const double amplitude = std::sqrt(7e-27 / (0.0105 * width * width));
    const Row input =
        test::sampled(grid, [&](double t) { return amplitude * test::sech(t / width); });
    Row output = input;
    Rk4ip(grid, fiber, 1e-11).propagate(output);
    const double expected = initial_shift_per_m(input, grid, fiber) * fiber.length_m;
    const double found = test::spectral_moments(output, grid).mean;
    EXPECT_LT(found, 0.0);
    EXPECT_NEAR(found, expected, 0.02 * std::abs(expected)) << static_cast<int>(model);
    EXPECT_GT(test::time_moments(output, grid).mean, 0.0);  // anomalous dispersion: red is late
  }
}

TEST(RamanShift, OfAWideSolitonIsGordons) {
  // dOm/dz = -8 |beta2| T_R/(15 T0^4); 200 fs: the response's curvature makes 1 to 2 % of it.
  const TimeGrid grid(2048, 10e-15);
  constexpr double width = 200e-15;
  Fiber fiber{.length_m = 20.0,
              .betas = {-7e-27},
              .gamma_per_w_m = 0.0105,
              .raman = RamanResponse::of(RamanModel::blow_wood)};
  const double amplitude = std::sqrt(7e-27 / (0.0105 * width * width));
  Row row = test::sampled(grid, [&](double t) { return amplitude * test::sech(t / width); });
  Rk4ip(grid, fiber, 1e-11).propagate(row);
  const double moment =
      0.18 * 2.0 * 32e-15 * 12.2e-15 * 12.2e-15 / (12.2e-15 * 12.2e-15 + 32e-15 * 32e-15);
  const double gordon = -8.0 * 7e-27 * moment / (15.0 * std::pow(width, 4.0)) * fiber.length_m;
  EXPECT_NEAR(test::spectral_moments(row, grid).mean / gordon, 1.0, 0.03);
}

}  // namespace
}  // namespace fiberloom
