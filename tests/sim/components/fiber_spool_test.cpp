#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/sim/components/fiber_spool.hpp>
#include <limits>
#include <numbers>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

constexpr double pi = std::numbers::pi;
constexpr NoiseOrigin origin{.seed = 41, .stream = 1};
constexpr FiberSpoolParameters highly_nonlinear{
    .length_m = 507.0, .attenuation_db_per_km = 0.9, .gamma_per_w_km = 11.3};

TEST(FiberSpool, ConvertsDataSheetsAsTheReferenceTableSays) {
  const auto inputs = test::reference_rows("devices.fibre_conversions", "input.npy");
  const auto expected = test::reference_rows("devices.fibre_conversions", "expected.npy");
  ASSERT_EQ(inputs.size(), 5U);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const FiberSpool spool({.length_m = 1e3 * inputs[i][5],
                            .attenuation_db_per_km = inputs[i][4],
                            .dispersion_ps_per_nm_km = inputs[i][0],
                            .slope_ps_per_nm2_km = inputs[i][1],
                            .gamma_per_w_km = expected[i][2]},
                           origin);
    const core::Fiber fiber = spool.fiber_at(1550e-9, Moment{});
    EXPECT_NEAR(fiber.betas[0] * 1e27, expected[i][0], 1e-9 * std::abs(expected[i][0]) + 1e-12);
    EXPECT_NEAR(fiber.betas[1] * 1e39, expected[i][1], 1e-9 * std::abs(expected[i][1]) + 1e-12);
    EXPECT_NEAR(spool.effective_length_m(), 1e3 * expected[i][4], 1e-6 * expected[i][4]);
    EXPECT_NEAR(spool.phase_per_watt(), expected[i][2] * expected[i][4], 1e-9 * expected[i][2]);
  }
}

TEST(FiberSpool, DispersionBelongsToWavelengthAndTemperature) {
  const FiberSpool spool({.length_m = 1e4,
                          .dispersion_ps_per_nm_km = 4.0,
                          .slope_ps_per_nm2_km = 0.08,
                          .dispersion_drift_ps_per_nm_km_k = -0.002},
                         origin);
  const double per_ps_nm_km = -1.27545e-27;  // at 1550 nm
  const core::Fiber warm = spool.fiber_at(1550e-9, Moment{.temperature_k = 306.15});
  EXPECT_NEAR(warm.betas[0] / ((4.0 - 0.02) * per_ps_nm_km), 1.0, 1e-5);
  const double longer = 1555.0 / 1550.0;
  EXPECT_NEAR(spool.fiber_at(1555e-9, Moment{}).betas[0] / (4.4 * per_ps_nm_km * longer * longer),
              1.0, 1e-5);
}

TEST(FiberSpool, BroadensAGaussianPulse) {
  const OpticalBand band = test::line_band(1024, 1e-12);
  Light light = test::constant_light(1024, 0.0);
  light.sample_interval_s = 1e-12;
  constexpr double width_s = 20e-12;
  for (std::size_t j = 0; j < 1024; ++j) {
    const double t = (static_cast<double>(j) - 512.0) * 1e-12 / width_s;
    light.field[j] = std::exp(-0.5 * t * t);
  }
  const FiberSpool spool(
      {.length_m = 3e4, .attenuation_db_per_km = 0.2, .dispersion_ps_per_nm_km = 17.0}, origin);
  EXPECT_EQ(spool.pass(light, band, Moment{}).steps, 0U);
  const double x = 1.27545e-27 * 17.0 * 3e4 / (width_s * width_s);  // z/L_D
  for (const int away : {0, 15, 40}) {
    const double t = away * 1e-12 / width_s;
    const double expected =
        std::pow(10.0, -0.6) / std::sqrt(1.0 + x * x) * std::exp(-t * t / (1.0 + x * x));
    EXPECT_NEAR(std::norm(light.field[static_cast<std::size_t>(512 + away)]) / expected, 1.0, 1e-4);
  }
}

TEST(FiberSpool, DelaysAsItWarms) {
  const OpticalBand band = test::line_band(256);
  const Light before = test::noise_light(256, 40e9, 1e-3);
  for (const double gamma : {0.0, 1.3}) {
    const FiberSpool spool(
        {.length_m = 1e3, .gamma_per_w_km = gamma, .delay_drift_ps_per_km_k = 35.0}, origin);
    Light light = before;
    Light cold = before;
    spool.pass(light, band, Moment{.temperature_k = 297.15});
    spool.pass(cold, band, Moment{});
    for (std::size_t j = 0; j < 256; ++j) {  // 35 ps are seven samples
      EXPECT_NEAR(std::abs(light.field[(j + 7) % 256] - cold.field[j]), 0.0, 1e-13);
    }
  }
}

TEST(FiberSpool, WithoutDispersionOneStepIsExact) {
  const OpticalBand band = test::line_band(512);
  Light light = test::noise_light(512, 40e9, 0.2);
  const Light before = light;
  const FiberSpool spool(highly_nonlinear, origin);
  EXPECT_EQ(spool.pass(light, band, Moment{}).steps, 0U);
  const double effective_m =
      (1.0 - std::exp(-0.09 * std::log(10.0) * 0.507)) / (0.09 * std::log(10.0)) * 1e3;
  for (std::size_t j = 0; j < 512; ++j) {
    const double phase = 11.3e-3 * effective_m * std::norm(before.field[j]);
    const Complex expected =
        before.field[j] * std::polar(std::pow(10.0, -0.05 * 0.9 * 0.507), phase);
    EXPECT_NEAR(std::abs(light.field[j] - expected), 0.0, 1e-13);
  }
}

TEST(FiberSpool, TwoTonesMakeTheSidebandsOfTheReferenceTable) {
  const auto phases = test::reference_rows("devices.boskovic_ratio", "input.npy");
  const auto expected = test::reference_rows("devices.boskovic_ratio", "expected.npy");
  const OpticalBand band = test::line_band(256);
  const FiberSpool spool(highly_nonlinear, origin);
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const double mean_w = phases[i][0] / spool.phase_per_watt();
    Light light = test::constant_light(256, 0.0);
    for (std::size_t j = 0; j < 256; ++j) {
      light.field[j] =
          std::sqrt(2.0 * mean_w) * std::cos(2.0 * pi * static_cast<double>(j) / 256.0);
    }
    spool.pass(light, band, Moment{});
    const double ratio = test::line_power_w(light, 1) / test::line_power_w(light, 3);
    EXPECT_NEAR(ratio / expected[i][0], 1.0, 1e-9) << phases[i][0];
  }
}

TEST(FiberSpool, SelfPhaseModulationSplitsASpectrumIntoItsPeaks) {
  const OpticalBand band = test::line_band(4096, 0.25e-12);
  const FiberSpool spool(highly_nonlinear, origin);
  for (const int peaks : {2, 3, 4, 5}) {
    const double peak_w = (peaks - 0.5) * pi / spool.phase_per_watt();
    Light light = test::constant_light(4096, 0.0);
    light.sample_interval_s = 0.25e-12;
    for (std::size_t j = 0; j < 4096; ++j) {
      const double t = (static_cast<double>(j) - 2048.0) * 0.25 / 20.0;
      light.field[j] = std::sqrt(peak_w) * std::exp(-0.5 * t * t);
    }
    spool.pass(light, band, Moment{});
    core::AlignedVector<Complex> spectrum = light.field;
    band.fft().forward(spectrum);
    std::rotate(spectrum.begin(), spectrum.begin() + 2048, spectrum.end());
    const double highest = std::norm(*std::ranges::max_element(
        spectrum, {}, [](const Complex& value) { return std::norm(value); }));
    int found = 0;
    for (std::size_t k = 1; k + 1 < 4096; ++k) {
      const double here = std::norm(spectrum[k]);
      found += here > 0.05 * highest && here > std::norm(spectrum[k - 1]) &&
                       here >= std::norm(spectrum[k + 1])
                   ? 1
                   : 0;
    }
    EXPECT_EQ(found, peaks);
  }
}

TEST(FiberSpool, TheManakovFactorIsExplicit) {
  FiberSpoolParameters parameters = highly_nonlinear;
  parameters.polarization_factor = 8.0 / 9.0;
  EXPECT_DOUBLE_EQ(FiberSpool(parameters, origin).phase_per_watt(),
                   8.0 / 9.0 * FiberSpool(highly_nonlinear, origin).phase_per_watt());
}

TEST(FiberSpool, KeepsItsToleranceAgainstTheEngine) {
  constexpr std::size_t size = 512;
  const OpticalBand band = test::line_band(size);
  for (const double dispersion : {17.0, -100.0, 0.3}) {
    for (const double launch_rad : {0.01, 0.2, 1.5}) {
      for (const double tolerance : {1e-3, 1e-5}) {
        const FiberSpoolParameters parameters{.length_m = 1000.0,
                                              .attenuation_db_per_km = 0.5,
                                              .dispersion_ps_per_nm_km = dispersion,
                                              .slope_ps_per_nm2_km = 0.06,
                                              .gamma_per_w_km = 2.0,
                                              .tolerance = tolerance};
        const FiberSpool spool(parameters, origin);
        Light light = test::noise_light(size, 25e9, launch_rad / spool.phase_per_watt());
        Light reference = light;
        const SpoolReport report = spool.pass(light, band, Moment{});
        core::Rk4ip(band.grid(), spool.fiber_at(1550e-9, Moment{}), 1e-10)
            .propagate(reference.field);
        EXPECT_LE(test::distance(light, reference), tolerance)
            << dispersion << " " << launch_rad << " " << report.steps;
        EXPECT_GE(report.steps, 1U);
      }
    }
  }
}

TEST(FiberSpool, AFundamentalSolitonStaysAsItIs) {
  const OpticalBand band = test::line_band(512, 0.5e-12);
  FiberSpoolParameters parameters{.dispersion_ps_per_nm_km = 17.0, .gamma_per_w_km = 1.3};
  const double beta2 = -FiberSpool(parameters, origin).fiber_at(1550e-9, Moment{}).betas[0];
  constexpr double width_s = 10e-12;
  parameters.length_m = 2.0 * width_s * width_s / beta2;  // two dispersion lengths
  const double peak_w = beta2 / (1.3e-3 * width_s * width_s);
  Light light = test::constant_light(512, 0.0);
  light.sample_interval_s = 0.5e-12;
  for (std::size_t j = 0; j < 512; ++j) {
    const double t = (static_cast<double>(j) - 256.0) * 0.5e-12 / width_s;
    light.field[j] = std::sqrt(peak_w) / std::cosh(t);
  }
  Light expected = light;
  for (Complex& value : expected.field) {
    value *= std::polar(1.0, 1.0);  // half a radian for each dispersion length
  }
  // D alone leaves a third order, 2 D/lambda: small enough here to stay below the bound.
  FiberSpool(parameters, origin).pass(light, band, Moment{});
  EXPECT_LT(test::distance(light, expected), 5e-3);
}

TEST(FiberSpool, RamanScatteringGoesThroughTheEngine) {
  const OpticalBand band = test::line_band(256, 0.1e-12);
  FiberSpoolParameters parameters{.length_m = 20.0,
                                  .dispersion_ps_per_nm_km = 2.0,
                                  .gamma_per_w_km = 10.0,
                                  .raman = core::RamanResponse{}};
  const FiberSpool spool(parameters, origin);
  Light light = test::constant_light(256, 0.0);
  light.sample_interval_s = 0.1e-12;
  for (std::size_t j = 0; j < 256; ++j) {
    const double t = (static_cast<double>(j) - 128.0) * 0.1;
    light.field[j] = std::sqrt(5.0) * std::exp(-0.5 * t * t);
  }
  Light reference = light;
  spool.pass(light, band, Moment{});
  core::Rk4ip(band.grid(), spool.fiber_at(1550e-9, Moment{}), 1e-10).propagate(reference.field);
  EXPECT_LT(test::distance(light, reference), 1e-4);
  parameters.raman.reset();
  FiberSpool(parameters, origin).pass(reference, band, Moment{});
  EXPECT_GT(test::distance(light, reference), 1e-2);
}

TEST(FiberSpool, SendsBackWhatBrillouinScatteringDoesNotLetThrough) {
  const OpticalBand band = test::line_band(256);
  FiberSpoolParameters parameters{.length_m = 2e4,
                                  .attenuation_db_per_km = 0.2,
                                  .end_loss_db = 0.3,
                                  .brillouin = {.effective_area_m2 = 80e-12}};
  const FiberSpool spool(parameters, origin);
  EXPECT_FALSE(spool.is_linear());
  const double threshold_w =
      brillouin_threshold_w(parameters.brillouin, spool.effective_length_m());
  Light light = test::constant_light(256, 0.03);
  const SpoolReport report = spool.pass(light, band, Moment{});
  const double launched_w = 0.03 * std::pow(10.0, -0.03);
  EXPECT_NEAR(report.launched_power_w, launched_w, 1e-15);
  EXPECT_NEAR(report.brillouin_reflected_power_w, launched_w - threshold_w, 1e-12);
  EXPECT_NEAR(mean_field_power_w(light), threshold_w * std::pow(10.0, -0.43), 1e-12);
}

TEST(FiberSpool, CarriesNoiseAndPolarisationAlong) {
  const OpticalBand band = test::line_band(64);
  const FiberSpool spool({.length_m = 1e4,
                          .attenuation_db_per_km = 0.2,
                          .end_loss_db = 0.5,
                          .polarization_walk_rad_per_sqrt_s = 0.05},
                         origin);
  Light light = test::noise_light(64, 40e9, 1e-3);
  light.orthogonal_noise.density_w_per_hz = 1e-17;
  const Moment later{.time_s = 3600.0};
  spool.pass(light, band, later);
  EXPECT_DOUBLE_EQ(light.orthogonal_noise.density_w_per_hz, 1e-17 * std::pow(10.0, -0.3));
  EXPECT_NEAR(std::norm(light.polarization[0]) + std::norm(light.polarization[1]), 1.0, 1e-12);
  EXPECT_LT(std::norm(light.polarization[0]), 0.999);
  Light again = test::noise_light(64, 40e9, 1e-3);
  FiberSpool(spool.parameters(), origin).pass(again, band, later);
  EXPECT_EQ(again.field, light.field);
  EXPECT_EQ(again.polarization, light.polarization);
}

TEST(FiberSpool, WithAllNumbersAtZeroIsNothing) {
  const OpticalBand band = test::line_band(128);
  const Light before = test::noise_light(128, 40e9, 1.0);
  Light light = before;
  const SpoolReport report =
      FiberSpool({}, origin).pass(light, band, Moment{.time_s = 1e7, .temperature_k = 320.0});
  EXPECT_LT(test::distance(light, before), 1e-12);
  EXPECT_EQ(report.brillouin_reflected_power_w, 0.0);
  EXPECT_TRUE(FiberSpool({}, origin).is_linear());
}

TEST(FiberSpool, RefusesWhatIsNoFibreAndNoLight) {
  const OpticalBand band = test::line_band(32);
  test::expect_error<core::InputError>("input.fiber", {"tolerance"},
                                       [] { return FiberSpool({.tolerance = 0.0}, origin); });
  test::expect_error<core::InputError>("input.fiber", {},
                                       [] { return FiberSpool({.length_m = -1.0}, origin); });
  Light light = test::constant_light(32, 1.0);
  light.field[3] = std::numeric_limits<double>::infinity();
  test::expect_error<core::NumericalError>("numerical.diverged", {"finite"}, [&] {
    FiberSpool(highly_nonlinear, origin).pass(light, band, Moment{});
  });
  test::expect_error<core::InputError>("input.shape", {"band"}, [&] {
    Light shorter = test::constant_light(16, 1.0);
    FiberSpool(highly_nonlinear, origin).pass(shorter, band, Moment{});
  });
}

}  // namespace
}  // namespace fiberloom::sim
