#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/chirped_grating.hpp>
#include <fiberloom/sim/components/delay_line.hpp>
#include <fiberloom/sim/components/fiber_spool.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/optical_amplifier.hpp>
#include <fiberloom/sim/components/optical_filter.hpp>
#include <fiberloom/sim/components/programmable_filter.hpp>
#include <limits>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

static_assert(LinearElement<FiberSpool>);
static_assert(LinearElement<ChirpedGrating>);
static_assert(LinearElement<OpticalFilter>);
static_assert(LinearElement<OpticalDelay>);
static_assert(LinearElement<ProgrammableFilter>);
static_assert(LinearElement<OpticalAmplifier>);  // the tilt of its gain

TEST(LinearElement, NeighboursMergedAreNeighboursOneByOne) {
  const OpticalBand band = test::line_band(512);
  const OpticalFilter filter({.bandwidth_hz = 60e9, .insertion_loss_db = 0.7});
  const FiberSpool spool({.length_m = 3000.0,
                          .attenuation_db_per_km = 0.2,
                          .end_loss_db = 0.1,
                          .dispersion_ps_per_nm_km = 17.0,
                          .slope_ps_per_nm2_km = 0.06,
                          .delay_drift_ps_per_km_k = 35.0},
                         {1, 2});
  const Moment warm{.time_s = 10.0, .temperature_k = 297.0};
  Light merged = test::noise_light(512, 25e9, 1e-3);
  merged.orthogonal_noise = {.density_w_per_hz = 1e-17};
  Light single = merged;
  pass_linear(merged, band, warm, filter, spool);
  pass_linear(single, band, warm, filter);
  pass_linear(single, band, warm, spool);
  EXPECT_LT(test::distance(merged, single), 1e-13);
  EXPECT_DOUBLE_EQ(merged.orthogonal_noise.density_w_per_hz, 1e-17 * std::pow(10.0, -0.15));
  EXPECT_EQ(merged.orthogonal_noise, single.orthogonal_noise);

  Light alone = test::noise_light(512, 25e9, 1e-3);
  Light through = alone;
  pass_linear(alone, band, warm, spool);
  spool.pass(through, band, warm);  // a linear spool at once
  EXPECT_LT(test::distance(through, alone), 1e-13);
}

TEST(LinearElement, SwitchedOffIsNothing) {
  const OpticalBand band = test::line_band(256);
  const Light before = test::noise_light(256, 40e9, 1e-3);
  Light light = before;
  pass_linear(light, band, Moment{.time_s = 1e6, .temperature_k = 310.0, .shot = 9},
              OpticalFilter({}), ChirpedGrating({}, GratingPort::reversed, {1, 2}), OpticalDelay{},
              FiberSpool({}, {1, 2}), ProgrammableFilter({}, {}, band),
              OpticalAmplifier({}, {1, 2}));
  EXPECT_LT(test::distance(light, before), 1e-13);
  EXPECT_EQ(light.orthogonal_noise, before.orthogonal_noise);
  EXPECT_EQ(light.polarization, before.polarization);
}

TEST(LinearElement, LossTakesPowerFromFieldAndOrthogonalNoise) {
  Light light = test::constant_light(8, 2e-3);
  light.orthogonal_noise = {.density_w_per_hz = 4e-17, .bandwidth_hz = 1e10};
  attenuate(light, power_transmission_of(3.0));
  EXPECT_DOUBLE_EQ(mean_field_power_w(light), 2e-3 * std::pow(10.0, -0.3));
  EXPECT_DOUBLE_EQ(light.orthogonal_noise.density_w_per_hz, 4e-17 * std::pow(10.0, -0.3));
  EXPECT_EQ(power_transmission_of(0.0), 1.0);
}

TEST(LinearElement, TheNarrowestFilterLimitsTheOrthogonalNoise) {
  OrthogonalNoise noise{.density_w_per_hz = 1e-17};
  limit_bandwidth(noise, 0.0);
  EXPECT_EQ(noise.bandwidth_hz, 0.0);
  limit_bandwidth(noise, 5e10);
  EXPECT_EQ(noise.bandwidth_hz, 5e10);
  limit_bandwidth(noise, 8e10);
  EXPECT_EQ(noise.bandwidth_hz, 5e10);
  limit_bandwidth(noise, 2e10);
  EXPECT_EQ(noise.bandwidth_hz, 2e10);
}

TEST(LinearElement, RefusesFramesOfAnotherBand) {
  const OpticalBand band = test::line_band(64);
  Light light = test::constant_light(32, 1e-3);
  test::expect_error<core::InputError>("input.shape", {"band"},
                                       [&] { apply_transfer(light, band, unit_transfer(band)); });
  test::expect_error<core::InputError>("input.band", {"wavelength"}, [] {
    OpticalBand(core::TimeGrid(8, 1e-12), std::numeric_limits<double>::quiet_NaN());
  });
}

}  // namespace
}  // namespace fiberloom::sim
