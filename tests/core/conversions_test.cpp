#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/npy.hpp>
#include <fiberloom/core/units.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numbers>

namespace fiberloom::core {
namespace {

namespace units = core::units;

constexpr Wavelength telecom = 1550.0 * units::nm;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class Call>
void expect_domain_error(Call call, const char* words) {
  try {
    (void)call();
    ADD_FAILURE() << "nothing was thrown; expected words: " << words;
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), "input.domain");
    EXPECT_THAT(error.what(), testing::HasSubstr(words));
  }
}

TEST(Conversions, MakeAnomalousDispersionANegativeBeta2) {
  const auto beta2 = group_velocity_dispersion(17.0 * units::ps_per_nm_km, telecom);
  EXPECT_NEAR(beta2.in(units::ps2_per_km), -21.68, 0.005);
  const auto one = group_velocity_dispersion(1.0 * units::ps_per_nm_km, telecom);
  EXPECT_NEAR(one.in(units::ps2_per_km), -1.27545, 5e-6);
  EXPECT_NEAR(dispersion_parameter(beta2, telecom).in(units::ps_per_nm_km), 17.0, 1e-13);
}

TEST(Conversions, ServeAWholeElementLikeALengthOfFibre) {
  const auto dispersion = group_delay_dispersion(-1360.0 * units::ps_per_nm, telecom);
  EXPECT_NEAR(dispersion.in(units::ps2), 1.27545 * 1360.0, 0.01);
  EXPECT_NEAR(accumulated_dispersion(dispersion, telecom).in(units::ps_per_nm), -1360.0, 1e-10);

  const Length length = 11.3 * units::km;
  const DispersionParameter parameter = 17.0 * units::ps_per_nm_km;
  EXPECT_NEAR(group_delay_dispersion(parameter * length, telecom).in(units::ps2),
              (group_velocity_dispersion(parameter, telecom) * length).in(units::ps2), 1e-10);
}

TEST(Conversions, GiveTheThirdOrderDispersionOfAStandardFibre) {
  const auto beta3 =
      third_order_dispersion(0.06 * units::ps_per_nm2_km, 17.0 * units::ps_per_nm_km, telecom);
  EXPECT_NEAR(beta3.in(units::ps3_per_km), 0.1333, 5e-5);
  const auto slope = dispersion_slope(beta3, 17.0 * units::ps_per_nm_km, telecom);
  EXPECT_NEAR(slope.in(units::ps_per_nm2_km), 0.06, 1e-15);
}

// beta3 = d beta2 / d omega along D(lambda) = D0 + S (lambda - lambda0).
TEST(Conversions, GiveTheThirdOrderDispersionThatTheSecondOrderChangesBy) {
  const auto beta2_at = [](Frequency frequency) {
    const Wavelength wavelength = wavelength_of(frequency);
    const auto slope = 0.06 * units::ps_per_nm2_km;
    return group_velocity_dispersion(17.0 * units::ps_per_nm_km + slope * (wavelength - telecom),
                                     wavelength);
  };
  const Frequency center = optical_frequency(telecom);
  const Frequency step = 10.0 * units::ghz;
  const ThirdOrderDispersion difference =
      (beta2_at(center + step) - beta2_at(center - step)) / (4.0 * std::numbers::pi * step);
  const auto beta3 =
      third_order_dispersion(0.06 * units::ps_per_nm2_km, 17.0 * units::ps_per_nm_km, telecom);
  EXPECT_NEAR(difference / beta3, 1.0, 1e-7);
}

TEST(Conversions, GiveTheOpticalFrequencyOfAWavelength) {
  EXPECT_NEAR(optical_frequency(telecom).in(units::thz), 193.414489032258, 1e-12);
  EXPECT_NEAR(wavelength_of(193.1 * units::thz).in(units::nm), 1552.524381, 1e-6);
  EXPECT_NEAR(wavelength_of(optical_frequency(telecom)).in(units::nm), 1550.0, 1e-12);
}

TEST(Conversions, GiveTheNonlinearCoefficientOfAStandardFibre) {
  const auto gamma = nonlinear_coefficient(2.25e-20 * units::m2_per_w, telecom, 85.0 * units::um2);
  EXPECT_NEAR(gamma.in(units::per_w_km), 1.07, 0.005);
}

TEST(Conversions, GiveTheEffectiveLengthOfALongFibre) {
  const Attenuation attenuation = 0.2 * units::db_per_km;
  EXPECT_NEAR(effective_length(attenuation, 25.0 * units::km).in(units::km), 14.8479, 1e-4);
  EXPECT_NEAR(effective_length(attenuation, 1e5 * units::km).in(units::km), 21.7147, 1e-4);
}

TEST(Conversions, LeaveTheLengthOfALosslessFibreAlone) {
  const Length length = 10.0 * units::km;
  EXPECT_EQ(effective_length(Attenuation{}, length), length);
  for (const double exponent : {1e-300, 1e-17, 1e-12, 1e-9, 1e-6}) {
    const Attenuation attenuation = exponent / length;
    EXPECT_NEAR(effective_length(attenuation, length) / length, 1.0 - exponent / 2.0, 3e-13);
  }
  EXPECT_EQ(effective_length(1.0 * units::db_per_km, Length{}), Length{});
}

TEST(Conversions, LengthenAFibreWithGain) {
  const Length length = 1.0 * units::km;
  EXPECT_NEAR(effective_length(-1.0 * units::per_km, length).in(units::km), std::numbers::e - 1.0,
              1e-14);
}

TEST(Conversions, FindTheSolitonOfAStandardFibre) {
  const Length dispersive = dispersion_length(2.0 * units::ps, -21.7 * units::ps2_per_km);
  EXPECT_NEAR(dispersive.in(units::m), 184.33, 0.005);
  const Power fundamental = launch_power_for_phase(1.0, 1.3 * units::per_w_km, dispersive);
  EXPECT_NEAR(fundamental.in(units::w), 4.173, 0.0005);
  EXPECT_NEAR(nonlinear_length(1.3 * units::per_w_km, fundamental) / dispersive, 1.0, 1e-14);
}

TEST(Conversions, PutTheCharacteristicLengthsAtInfinityWhenNothingHappens) {
  EXPECT_EQ(dispersion_length(2.0 * units::ps, GroupVelocityDispersion{}).in(units::m), infinity);
  EXPECT_EQ(nonlinear_length(1.3 * units::per_w_km, Power{}).in(units::m), infinity);
}

// A layer of b = 1 at 46 GSa/s per model sample: 473 ps^2, 371 ps/nm, 21.8 km of standard fibre.
TEST(Conversions, RealiseALayerOfUnitDispersion) {
  const Time model_sample = 2.0 / (92.0 * units::gsa_per_s);
  const GroupDelayDispersion dispersion = dispersion_for_layer(-1.0, model_sample);
  EXPECT_NEAR(dispersion.in(units::ps2), -473.0, 0.5);
  EXPECT_NEAR(accumulated_dispersion(dispersion, telecom).in(units::ps_per_nm), 371.0, 0.5);
  EXPECT_NEAR((dispersion / (-21.68 * units::ps2_per_km)).in(units::km), 21.8, 0.05);
  EXPECT_NEAR(layer_dispersion(dispersion, model_sample), -1.0, 1e-15);
}

TEST(Conversions, ScaleTheThirdOrderOfALayerByTheCubeOfTheSample) {
  EXPECT_NEAR(
      layer_third_order_dispersion(0.1333 * units::ps3_per_km, 20.0 * units::km, 2.0 * units::ps),
      0.1333 * 20.0 / 8.0, 1e-14);
}

TEST(Conversions, GiveTheNonlinearPhaseOfALayerAndThePowerForIt) {
  const NonlinearCoefficient gamma = 11.3 * units::per_w_km;
  const Length length = effective_length(0.9 * units::db_per_km, 507.0 * units::m);
  EXPECT_NEAR(nonlinear_phase(gamma, length, 1.0 * units::w), 5.44, 0.005);
  EXPECT_NEAR(launch_power_for_phase(1.0, gamma, length).in(units::w), 0.184, 0.0005);
  EXPECT_EQ(launch_power_for_phase(0.0, gamma, length), Power{});
}

TEST(Conversions, BalanceTheAttenuationOfALayerWithItsGain) {
  const Attenuation attenuation = 0.2 * units::db_per_km;
  const double gain = Decibel(4.0).to_power_ratio();
  EXPECT_NEAR(layer_attenuation(attenuation, 20.0 * units::km, gain), 0.0, 1e-15);
  EXPECT_NEAR(layer_attenuation(attenuation, 20.0 * units::km, 1.0), 0.921034, 1e-6);
}

TEST(Conversions, RefuseWhatIsNotPhysical) {
  const auto parameter = 17.0 * units::ps_per_nm_km;
  expect_domain_error([&] { return group_velocity_dispersion(parameter, -telecom); }, "wavelength");
  expect_domain_error([&] { return group_velocity_dispersion(parameter, nan * units::nm); },
                      "wavelength");
  expect_domain_error([] { return optical_frequency(Wavelength{}); }, "a wavelength of 0 nm");
  expect_domain_error([] { return wavelength_of(-1.0 * units::thz); }, "a frequency of -1 THz");
  expect_domain_error([] { return nonlinear_coefficient(NonlinearIndex{}, telecom, Area{}); },
                      "effective area");
  expect_domain_error([] { return effective_length(Attenuation{}, -1.0 * units::m); },
                      "a length of -1 m");
  expect_domain_error([] { return dispersion_length(Time{}, GroupVelocityDispersion{}); },
                      "pulse width");
  expect_domain_error([] { return nonlinear_length(1.0 * units::per_w_km, -1.0 * units::w); },
                      "a power of -1 W");
  expect_domain_error([] { return layer_dispersion(1.0 * units::ps2, Time{}); }, "model sample");
  expect_domain_error([] { return dispersion_for_layer(1.0, infinity * units::ps); },
                      "model sample");
  expect_domain_error([] { return layer_attenuation(Attenuation{}, Length{}, 0.0); }, "power gain");
}

TEST(Conversions, RefuseAPhaseThatNoPowerGives) {
  const Length length = 1.0 * units::km;
  expect_domain_error([&] { return launch_power_for_phase(-1.0, 10.0 * units::per_w_km, length); },
                      "no launch power gives a nonlinear phase of -1 rad");
  expect_domain_error([&] { return launch_power_for_phase(1.0, NonlinearCoefficient{}, length); },
                      "no launch power");
}

// An independent calculation with 40 digits; error of each entry against max(|entry|, 1e-9 column).
TEST(Conversions, AgreeWithTheReferenceCase) {
  const std::filesystem::path folder = std::filesystem::path(FIBERLOOM_SOURCE_DIR) /
                                       "tests/reference/cases/devices.fibre_conversions";
  const RealBatch<double> input = read_real_batch(folder / "input.npy");
  const RealBatch<double> expected = read_real_batch(folder / "expected.npy");
  ASSERT_EQ(input.batch(), 5u);
  ASSERT_EQ(expected.batch(), 5u);
  std::array<double, 5> largest{};
  for (std::size_t row = 0; row < 5; ++row) {
    for (std::size_t column = 0; column < 5; ++column) {
      largest[column] = std::max(largest[column], std::abs(expected.row(row)[column]));
    }
  }
  for (std::size_t row = 0; row < 5; ++row) {
    const auto sheet = input.row(row);
    const auto dispersion = sheet[0] * units::ps_per_nm_km;
    const Attenuation attenuation = sheet[4] * units::db_per_km;
    const std::array<double, 5> computed{
        group_velocity_dispersion(dispersion, telecom).in(units::ps2_per_km),
        third_order_dispersion(sheet[1] * units::ps_per_nm2_km, dispersion, telecom)
            .in(units::ps3_per_km),
        nonlinear_coefficient(sheet[2] * 1e-20 * units::m2_per_w, telecom, sheet[3] * units::um2)
            .in(units::per_w_km),
        attenuation.in(units::per_km),
        effective_length(attenuation, sheet[5] * units::km).in(units::km)};
    for (std::size_t column = 0; column < 5; ++column) {
      const double wanted = expected.row(row)[column];
      const double scale = std::max(std::abs(wanted), 1e-9 * largest[column]);
      EXPECT_NEAR(computed[column], wanted, 1e-13 * scale)
          << "row " << row << ", column " << column;
    }
  }
}

}  // namespace
}  // namespace fiberloom::core
