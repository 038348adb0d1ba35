#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/chirped_grating.hpp>
#include <fiberloom/sim/components/delay_line.hpp>
#include <fiberloom/sim/components/fiber_spool.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/tunable_compensator.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

constexpr NoiseOrigin origin{.seed = 51, .stream = 1};

TEST(ChirpedGrating, DispersesLikeTheFibreThatItStandsFor) {
  const OpticalBand band = test::line_band(512);
  Light grating_light = test::noise_light(512, 40e9, 1e-3);
  Light fiber_light = grating_light;
  pass_linear(grating_light, band, Moment{},
              ChirpedGrating({.dispersion_ps_per_nm = 340.0,
                              .slope_ps_per_nm2 = 1.2,
                              .reference_wavelength_nm = 1547.0},
                             GratingPort::forward, origin));
  pass_linear(fiber_light, band, Moment{},
              FiberSpool({.length_m = 2e4,
                          .dispersion_ps_per_nm_km = 17.0,
                          .slope_ps_per_nm2_km = 0.06,
                          .reference_wavelength_nm = 1547.0},
                         origin));
  // A grating reflects another wavelength elsewhere: 3 nm times 340 ps/nm, and half of 9 nm^2 times the slope.
  pass_linear(fiber_light, band, Moment{}, OpticalDelay{.delay_s = 1025.4e-12});
  EXPECT_LT(test::distance(grating_light, fiber_light), 1e-11);
}

TEST(ChirpedGrating, TheOtherPortUndoesIt) {
  const OpticalBand band = test::line_band(512);
  const Light before = test::noise_light(512, 40e9, 1e-3);
  Light light = before;
  const ChirpedGratingParameters parameters{.dispersion_ps_per_nm = -800.0,
                                            .slope_ps_per_nm2 = 3.0,
                                            .delay_ripple_ps = 12.0,
                                            .ripple_period_ghz = 5.0,
                                            .band = {.insertion_loss_db = 3.7}};
  pass_linear(light, band, Moment{}, ChirpedGrating(parameters, GratingPort::forward, origin),
              ChirpedGrating(parameters, GratingPort::reversed, origin));
  attenuate(light, power_transmission_of(-7.4));
  EXPECT_LT(test::distance(light, before), 1e-12);
}

TEST(ChirpedGrating, RippleOfTheDelayCostsWhatTheBudgetSays) {
  // +-5 ps with 10 GHz: 0.05 rad, -29 dB; +-10 ps with 1 GHz: 0.01 rad, -43 dB.
  const OpticalBand band = test::line_band(8192);
  const Light before = test::noise_light(8192, 80e9, 1e-3);
  for (const auto& [ripple_ps, period_ghz, error_db] :
       {std::tuple{5.0, 10.0, -29.0}, std::tuple{10.0, 1.0, -43.0}}) {
    Light light = before;
    pass_linear(light, band, Moment{},
                ChirpedGrating({.delay_ripple_ps = ripple_ps, .ripple_period_ghz = period_ghz},
                               GratingPort::forward, origin));
    const double error = test::distance(light, before);
    EXPECT_NEAR(20.0 * std::log10(error), error_db, 0.35);
    EXPECT_NEAR(error * error, std::pow(ripple_ps * period_ghz * 1e-3, 2) / 2.0,
                0.06 * error * error);
  }
}

TEST(ChirpedGrating, RippleIsThatOfTheGroupDelay) {
  const OpticalBand band = test::line_band(4096);
  auto transfer = unit_transfer(band);
  ChirpedGrating({.delay_ripple_ps = 8.0, .ripple_period_ghz = 20.0}, GratingPort::forward, origin)
      .multiply_transfer(transfer, band, Moment{});
  double most_s = 0.0;
  double least_s = 0.0;
  const double step_rad_per_s = 2.0 * std::numbers::pi / (4096 * test::line_step_s);
  for (std::size_t k = 1; k < 2000;
       ++k) {  // bins in ascending order are optical offsets descending
    const double delay_s = -std::arg(transfer[k] / transfer[k - 1]) / step_rad_per_s;
    most_s = std::max(most_s, delay_s);
    least_s = std::min(least_s, delay_s);
  }
  EXPECT_NEAR(most_s, 8e-12, 2e-14);
  EXPECT_NEAR(least_s, -8e-12, 2e-14);
}

TEST(ChirpedGrating, EveryGratingHasRippleOfItsOwn) {
  const OpticalBand band = test::line_band(64);
  const auto row = [&](std::uint64_t seed) {
    auto transfer = unit_transfer(band);
    ChirpedGrating({.delay_ripple_ps = 8.0}, GratingPort::forward, {.seed = seed, .stream = 1})
        .multiply_transfer(transfer, band, Moment{});
    return transfer;
  };
  EXPECT_EQ(row(1), row(1));
  EXPECT_NE(row(1), row(2));
  test::expect_error<core::InputError>("input.grating", {"period"}, [] {
    return ChirpedGrating({.ripple_period_ghz = 0.0}, GratingPort::forward, origin);
  });
}

TEST(ChirpedGrating, EndsAtTheEdgesOfItsBand) {
  const OpticalBand band = test::line_band(256);
  const ChirpedGrating grating({.band = {.bandwidth_hz = 100e9, .insertion_loss_db = 3.0}},
                               GratingPort::forward, origin);
  auto transfer = unit_transfer(band);
  grating.multiply_transfer(transfer, band, Moment{});
  EXPECT_NEAR(std::norm(transfer[0]), std::pow(10.0, -0.3), 1e-12);
  EXPECT_NEAR(std::norm(transfer[64]), 0.5 * std::pow(10.0, -0.3), 1e-12);  // 50 GHz
  Light light = test::constant_light(256, 1e-3);
  light.orthogonal_noise.density_w_per_hz = 1e-17;
  grating.carry_along(light, Moment{});
  EXPECT_GT(light.orthogonal_noise.bandwidth_hz, 95e9);
  EXPECT_LT(light.orthogonal_noise.bandwidth_hz, 105e9);
}

TEST(TunableCompensator, GoesInStepsWithinItsRangeAndTakesItsTime) {
  const TunableCompensator compensator({.minimum_ps_per_nm = -400.0,
                                        .maximum_ps_per_nm = 400.0,
                                        .step_ps_per_nm = 5.0,
                                        .settling = {.settling_time_s = 3.0},
                                        .grating = {.dispersion_ps_per_nm = 2.0}},
                                       origin);
  EXPECT_EQ(compensator.realised_ps_per_nm(123.4), 125.0);
  EXPECT_EQ(compensator.realised_ps_per_nm(-1e6), -400.0);
  EXPECT_EQ(compensator.setting_ps_per_nm(0.0, 125.0, 3.0), 125.0);
  EXPECT_EQ(compensator.setting_ps_per_nm(0.0, 125.0, 0.0), 0.0);
  const double on_its_way = compensator.setting_ps_per_nm(0.0, 125.0, 0.2);
  EXPECT_GT(on_its_way, 20.0);
  EXPECT_LT(on_its_way, 60.0);
  test::expect_error<core::InputError>("input.compensator", {"range"}, [] {
    return TunableCompensator({.minimum_ps_per_nm = 1.0, .maximum_ps_per_nm = -1.0}, origin);
  });
}

TEST(TunableCompensator, BringsASlopeWithItsDispersion) {
  // beta3 is (lambda^2/2 pi c)^2 (S + 2 D/lambda): this slope leaves none, whatever is set.
  const TunableCompensator straight({.minimum_ps_per_nm = -1000.0,
                                     .maximum_ps_per_nm = 1000.0,
                                     .slope_per_dispersion_per_nm = -2.0 / 1550.0,
                                     .grating = {.dispersion_ps_per_nm = 20.0}},
                                    origin);
  EXPECT_NEAR(straight.set_to(500.0).parameters().slope_ps_per_nm2, -2.0 / 1550.0 * 520.0, 1e-12);
  const OpticalBand band(core::TimeGrid(256, 2e-12), 1550e-9);
  core::AlignedVector<std::complex<double>> transfer = unit_transfer(band);
  straight.set_to(500.0).multiply_transfer(transfer, band, {});
  for (std::size_t k = 1; k < 128; ++k) {  // what is even in frequency has no third order
    EXPECT_NEAR(std::abs(transfer[k] - transfer[256 - k]), 0.0, 1e-10) << k;
  }
}

TEST(TunableCompensator, IsAGratingOfItsSettingAndItsOffset) {
  const OpticalBand band = test::line_band(128);
  const TunableCompensator compensator({.minimum_ps_per_nm = -400.0,
                                        .maximum_ps_per_nm = 400.0,
                                        .grating = {.dispersion_ps_per_nm = 2.0}},
                                       origin);
  Light tuned = test::noise_light(128, 40e9, 1e-3);
  Light fixed = tuned;
  pass_linear(tuned, band, Moment{}, compensator.set_to(-98.0));
  pass_linear(fixed, band, Moment{},
              ChirpedGrating({.dispersion_ps_per_nm = -96.0}, GratingPort::forward, origin));
  EXPECT_EQ(tuned.field, fixed.field);
}

}  // namespace
}  // namespace fiberloom::sim
