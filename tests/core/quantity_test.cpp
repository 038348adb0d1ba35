#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/core/units.hpp>
#include <gtest/gtest.h>

#include <concepts>
#include <limits>
#include <type_traits>

namespace fiberloom::core {
namespace {

namespace units = core::units;

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};

TEST(Quantity, ReadsBackInTheUnitItWasEnteredIn) {
  constexpr GroupVelocityDispersion beta2 = -21.7 * units::ps2_per_km;
  EXPECT_DOUBLE_EQ(beta2.in(units::ps2_per_km), -21.7);
  EXPECT_DOUBLE_EQ(beta2.in(units::s2_per_m), -21.7e-27);
}

TEST(Quantity, CanBeReadInAnotherUnitOfItsDimension) {
  EXPECT_DOUBLE_EQ((1.3 * units::per_w_km).in(units::per_w_m), 1.3e-3);
  EXPECT_DOUBLE_EQ((17.0 * units::ps_per_nm_km).in(units::s_per_m2), 17e-6);
  EXPECT_DOUBLE_EQ((0.06 * units::ps_per_nm2_km).in(units::s_per_m3), 60.0);
  EXPECT_DOUBLE_EQ((-1360.0 * units::ps_per_nm).in(units::s_per_m), -1.36);
  EXPECT_DOUBLE_EQ((0.133 * units::ps3_per_km).in(units::s3_per_m), 0.133e-39);
  EXPECT_DOUBLE_EQ((473.0 * units::ps2).in(units::s2), 473e-24);
  EXPECT_DOUBLE_EQ((82.0 * units::um2).in(units::m2), 82e-12);
  EXPECT_DOUBLE_EQ((1550.0 * units::nm).in(units::um), 1.55);
  EXPECT_DOUBLE_EQ((92.0 * units::gsa_per_s).in(units::ghz), 92.0);
  EXPECT_DOUBLE_EQ((250.0 * units::uw).in(units::mw), 0.25);
}

TEST(Quantity, CountsADecibelPerKilometreAsPowerAttenuation) {
  EXPECT_NEAR((1.0 * units::db_per_km).in(units::per_km), 0.230259, 5e-7);
  EXPECT_DOUBLE_EQ((0.74 * units::db_per_m).in(units::db_per_km), 740.0);
}

TEST(Quantity, AddsAndSubtractsWithinOneDimension) {
  EXPECT_DOUBLE_EQ((1.0 * units::km + 7.0 * units::m).in(units::m), 1007.0);
  EXPECT_DOUBLE_EQ((1.0 * units::km - 7.0 * units::m).in(units::m), 993.0);
  Length sum = 2.0 * units::m;
  sum += 50.0 * units::cm;
  sum -= 100.0 * units::mm;
  sum *= 2.0;
  sum /= 4.0;
  EXPECT_DOUBLE_EQ(sum.in(units::m), 1.2);
}

TEST(Quantity, RefusesSumsAcrossDimensions) {
  static_assert(Addable<Length, Wavelength>);
  static_assert(!Addable<Length, Time>);
  static_assert(!Addable<Length, double>);
  static_assert(!Comparable<Power, Energy>);
  static_assert(!Comparable<Power, double>);
}

TEST(Quantity, HasNoWayInOrOutWithoutAUnit) {
  static_assert(!std::convertible_to<Length, double>);
  static_assert(!std::constructible_from<double, Length>);
  static_assert(!std::convertible_to<double, Length>);
  static_assert(!std::constructible_from<Length, double>);
  static_assert(!std::constructible_from<Length, Time>);
  static_assert(sizeof(Length) == sizeof(double) && std::is_trivially_copyable_v<Length>);
}

TEST(Quantity, CombinesDimensionsInProductsAndQuotients) {
  static_assert(std::same_as<decltype(Power{} * Time{}), Energy>);
  static_assert(std::same_as<decltype(Length{} * Length{}), Area>);
  static_assert(std::same_as<decltype(1.0 / Time{}), Frequency>);
  static_assert(std::same_as<decltype(GroupVelocityDispersion{} * Length{}), GroupDelayDispersion>);
  static_assert(std::same_as<decltype(DispersionParameter{} * Length{}), AccumulatedDispersion>);
  static_assert(std::same_as<decltype(DispersionSlope{} * Length{}), DispersionParameter>);
  static_assert(
      std::same_as<decltype(NonlinearIndex{} / (Length{} * Area{})), NonlinearCoefficient>);
  static_assert(std::same_as<decltype(Power{} / Voltage{}), Current>);
  constexpr Energy energy = 2.0 * units::mw * (3.0 * units::ns);
  EXPECT_DOUBLE_EQ(energy.in(units::pj), 6.0);
}

TEST(Quantity, BecomesAPlainNumberWhenItsDimensionsCancel) {
  static_assert(std::same_as<decltype(Length{} / Length{}), double>);
  static_assert(std::same_as<decltype(NonlinearCoefficient{} * Length{} * Power{}), double>);
  static_assert(std::same_as<decltype(Attenuation{} * Length{}), double>);
  constexpr double ratio = 507.0 * units::m / (1.0 * units::km);
  EXPECT_DOUBLE_EQ(ratio, 0.507);
}

TEST(Quantity, ScalesByNumbersFromEitherSide) {
  constexpr Power power = 3.0 * units::mw;
  EXPECT_EQ(2.0 * power, power * 2.0);
  EXPECT_DOUBLE_EQ((power / 3).in(units::mw), 1.0);
  EXPECT_EQ(2 * units::ps, 2.0 * units::ps);
  EXPECT_DOUBLE_EQ((-power).in(units::mw), -3.0);
  EXPECT_EQ(+power, power);
}

TEST(Quantity, ComparesByValueAndNotByUnit) {
  EXPECT_EQ(1.0 * units::km, 1000.0 * units::m);
  EXPECT_LT(1.0 * units::ps, 1.0 * units::ns);
  EXPECT_GE(0.0 * units::w, Power{});
  EXPECT_NE(1.0 * units::w, 1.0 * units::mw);
}

TEST(Quantity, IsUnorderedWhenItIsNotANumber) {
  const Length unknown = std::numeric_limits<double>::quiet_NaN() * units::m;
  EXPECT_FALSE(unknown < Length{});
  EXPECT_FALSE(unknown >= Length{});
}

TEST(Quantity, HasAnAbsoluteValue) {
  constexpr auto size = abs(-21.7 * units::ps2_per_km);
  static_assert(size > GroupVelocityDispersion{});
  EXPECT_EQ(size, 21.7 * units::ps2_per_km);
}

TEST(Quantity, StartsAtZero) {
  constexpr Temperature temperature;
  EXPECT_EQ(temperature.in(units::kelvin), 0.0);
}

TEST(Quantity, ComputesASolitonAtCompileTime) {
  constexpr GroupVelocityDispersion beta2 = -21.7 * units::ps2_per_km;
  constexpr NonlinearCoefficient gamma = 1.3 * units::per_w_km;
  constexpr Time width = 2.0 * units::ps;
  constexpr Length dispersion_length = width * width / abs(beta2);
  constexpr Power fundamental = 1.0 / (gamma * dispersion_length);
  static_assert(dispersion_length > 184.33 * units::m && dispersion_length < 184.34 * units::m);
  EXPECT_NEAR(dispersion_length.in(units::m), 184.33, 0.005);
  EXPECT_NEAR(fundamental.in(units::w), 4.173, 0.0005);
}

TEST(Constants, AreTheExactOnesOfTheSi) {
  EXPECT_EQ(constants::speed_of_light.in(units::m_per_s), 299792458.0);
  EXPECT_EQ(constants::planck.in(units::j_s), 6.62607015e-34);
  EXPECT_EQ(constants::elementary_charge.in(units::a_s), 1.602176634e-19);
  EXPECT_EQ(constants::boltzmann.in(units::j_per_kelvin), 1.380649e-23);
}

TEST(Constants, GiveThePhotonEnergyInTheTelecomBand) {
  const Energy photon = constants::planck * constants::speed_of_light / (1550.0 * units::nm);
  EXPECT_NEAR(photon.in(units::j), 1.2816e-19, 1e-23);
}

}  // namespace
}  // namespace fiberloom::core
