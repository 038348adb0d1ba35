#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/programmable_filter.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

constexpr double pi = std::numbers::pi;
constexpr ProgrammableFilterParameters instrument{.pixel_hz = 1e9, .resolution_hz = 10e9};

FilterProfile flat_profile(std::size_t pixels, double attenuation_db) {
  return {.attenuation_db = std::vector<double>(pixels, attenuation_db),
          .phase_rad = std::vector<double>(pixels, 0.0)};
}

auto row_of(const ProgrammableFilter& filter, const OpticalBand& band) {
  auto transfer = unit_transfer(band);
  filter.multiply_transfer(transfer, band, Moment{});
  return transfer;
}

TEST(ProgrammableFilter, IsTransparentInsideAndBlocksOutside) {
  const OpticalBand band = test::line_band(512);  // 200 GHz
  const ProgrammableFilter filter(instrument, flat_profile(121, 0.0), band);
  const auto row = row_of(filter, band);
  for (std::size_t k = 0; k < 512; ++k) {
    const double offset_ghz = std::abs(band.offsets_rad_per_s()[k]) / (2e9 * pi);
    if (offset_ghz < 25.0) {
      EXPECT_NEAR(std::abs(row[k] - 1.0), 0.0, 1e-12);
    } else if (offset_ghz > 96.0) {
      EXPECT_NEAR(std::norm(row[k]), 1e-4, 1e-12);  // 40 dB, as far as it can
    }
  }
}

TEST(ProgrammableFilter, APassBandHasTheShapeOfTwoErrorFunctions) {
  const OpticalBand band = test::line_band(512);
  FilterProfile profile = flat_profile(401, 400.0);
  for (std::size_t p = 195; p <= 205 + 20; ++p) {
    profile.attenuation_db[p] = 0.0;
  }
  const ProgrammableFilter filter(
      {.pixel_hz = 1e9, .resolution_hz = 10e9, .maximum_attenuation_db = 400.0}, profile, band);
  const auto row = row_of(filter, band);
  const double deviation_ghz = 10.0 / (2.0 * std::sqrt(2.0 * std::log(2.0)));
  for (std::size_t k = 0; k < 512; ++k) {
    const double f = band.offsets_rad_per_s()[k] / (2e9 * pi);
    const double scale = std::sqrt(2.0) * deviation_ghz;
    const double expected = 0.5 * (std::erf((25.5 - f) / scale) - std::erf((-5.5 - f) / scale));
    EXPECT_NEAR(std::abs(row[k] - expected), 0.0, 1e-12) << f;
  }
}

TEST(ProgrammableFilter, DelayCostsAmplitudeWhereTheSpotSeesThePhaseTurn) {
  const OpticalBand band = test::line_band(512);
  constexpr double delay_s = 10e-12;
  FilterProfile profile = flat_profile(241, 0.0);
  for (std::size_t p = 0; p < 241; ++p) {
    profile.phase_rad[p] = 2.0 * pi * delay_s * 1e9 * (static_cast<double>(p) - 120.0);
  }
  const auto row = row_of(ProgrammableFilter(instrument, profile, band), band);
  // A Gaussian of that spot and a rectangle of one pixel, both in frequency, seen at 10 ps.
  const double deviation_hz = 10e9 / (2.0 * std::sqrt(2.0 * std::log(2.0)));
  const double spot = std::exp(-0.5 * std::pow(2.0 * pi * deviation_hz * delay_s, 2));
  const double pixel = std::sin(pi * 1e9 * delay_s) / (pi * 1e9 * delay_s);
  for (std::size_t k = 0; k < 512; ++k) {
    const double offset = band.offsets_rad_per_s()[k];
    if (std::abs(offset) < 2e9 * pi * 80.0) {
      const std::complex<double> expected = std::polar(spot * pixel, offset * delay_s);
      EXPECT_NEAR(std::abs(row[k] - expected), 0.0, 1e-9);
    }
  }
}

TEST(ProgrammableFilter, WholeTurnsOfThePhaseLeaveNoTrace) {
  const OpticalBand band = test::line_band(256);
  FilterProfile small = flat_profile(241, 0.0);
  FilterProfile large = small;
  for (std::size_t p = 0; p < 241; ++p) {
    small.phase_rad[p] = 0.02 * static_cast<double>(p);
    large.phase_rad[p] = small.phase_rad[p] + 2.0 * pi * (static_cast<double>(p % 7) - 3.0);
  }
  const auto one = row_of(ProgrammableFilter(instrument, small, band), band);
  const auto other = row_of(ProgrammableFilter(instrument, large, band), band);
  for (std::size_t k = 0; k < 256; ++k) {
    EXPECT_NEAR(std::abs(one[k] - other[k]), 0.0, 1e-12);
  }
}

TEST(ProgrammableFilter, SharpPixelsAreAStaircaseAroundTheCarrier) {
  const OpticalBand band = test::line_band(200);  // bins 1 GHz apart
  FilterProfile profile = flat_profile(181, 40.0);
  profile.attenuation_db[90 + 3] = 0.0;
  profile.attenuation_db[90 - 8] = 7.03;
  const auto row =
      row_of(ProgrammableFilter({.pixel_hz = 1e9, .resolution_hz = 0.0, .attenuation_step_db = 0.1},
                                profile, band),
             band);
  for (std::size_t k = 0; k < 200; ++k) {
    const double f = band.offsets_rad_per_s()[k] / (2e9 * pi);
    double expected_db = 40.0;
    if (std::abs(f - 3.0) < 0.4) {
      expected_db = 0.0;
    } else if (std::abs(f + 8.0) < 0.4) {
      expected_db = 7.0;
    }
    EXPECT_NEAR(-10.0 * std::log10(std::norm(row[k])), expected_db, 1e-9) << f;
  }
}

TEST(ProgrammableFilter, PhaseComesInLevels) {
  const OpticalBand band = test::line_band(16);
  FilterProfile profile = flat_profile(301, 0.0);
  profile.phase_rad.assign(301, 1.0);
  ProgrammableFilterParameters parameters = instrument;
  parameters.phase_levels = 8;
  const auto row = row_of(ProgrammableFilter(parameters, profile, band), band);
  EXPECT_NEAR(std::arg(row[0]), pi / 4.0, 1e-12);
}

TEST(ProgrammableFilter, HasLossAndAGlitch) {
  const OpticalBand band = test::line_band(64);
  const ProgrammableFilter filter(
      {.insertion_loss_db = 4.5,
       .settling = {.settling_time_s = 0.02, .glitch_depth = 0.9, .glitch_duration_s = 0.02}},
      {}, band);
  Light light = test::constant_light(64, 1e-3);
  light.orthogonal_noise.density_w_per_hz = 1e-17;
  pass_linear(light, band, Moment{}, filter);
  EXPECT_NEAR(mean_field_power_w(light), 1e-3 * std::pow(10.0, -0.45), 1e-15);
  EXPECT_NEAR(light.orthogonal_noise.density_w_per_hz, 1e-17 * std::pow(10.0, -0.45), 1e-30);
  EXPECT_NEAR(filter.transmission_while_writing(0.01), 0.1, 1e-15);
  EXPECT_EQ(filter.transmission_while_writing(0.02), 1.0);
}

TEST(ProgrammableFilter, RefusesAProfileThatDoesNotFitAndAnotherBand) {
  const OpticalBand band = test::line_band(64);
  test::expect_error<core::InputError>("input.filter", {"as many phases"}, [&] {
    return ProgrammableFilter(instrument, {.attenuation_db = {1.0}}, band);
  });
  auto longer = unit_transfer(test::line_band(128));
  test::expect_error<core::InputError>("input.shape", {"band"}, [&] {
    ProgrammableFilter(instrument, {}, band).multiply_transfer(longer, band, Moment{});
  });
}

}  // namespace
}  // namespace fiberloom::sim
