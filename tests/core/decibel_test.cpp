#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <concepts>
#include <limits>

namespace fiberloom::core {
namespace {

namespace units = core::units;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class Call>
void expect_domain_error(Call call, const char* words) {
  try {
    call();
    ADD_FAILURE() << "nothing was thrown; expected words: " << words;
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), "input.domain");
    EXPECT_THAT(error.what(), testing::HasSubstr(words));
  }
}

TEST(Decibel, CountsPowerRatiosInTens) {
  EXPECT_DOUBLE_EQ(Decibel(10.0).to_power_ratio(), 10.0);
  EXPECT_DOUBLE_EQ(Decibel(-20.0).to_power_ratio(), 0.01);
  EXPECT_DOUBLE_EQ(Decibel().to_power_ratio(), 1.0);
  EXPECT_NEAR(Decibel(3.0).to_power_ratio(), 1.99526, 1e-5);
  EXPECT_DOUBLE_EQ(Decibel::from_power_ratio(1000.0).value(), 30.0);
  EXPECT_NEAR(Decibel::from_power_ratio(0.5).value(), -3.0103, 1e-4);
}

TEST(Decibel, AddsWherePowerRatiosMultiply) {
  constexpr Decibel span = Decibel(-3.7) + Decibel(-0.5) - Decibel(-1.0);
  EXPECT_DOUBLE_EQ(span.value(), -3.2);
  EXPECT_DOUBLE_EQ((-span).value(), 3.2);
  EXPECT_DOUBLE_EQ(span.to_power_ratio() * (-span).to_power_ratio(), 1.0);
}

TEST(Decibel, ComparesLikeTheRatioItStandsFor) {
  static_assert(Decibel(1.0) < Decibel(2.0));
  static_assert(Decibel(-1.0) < Decibel());
  EXPECT_EQ(Decibel(3.0), Decibel(3.0));
}

TEST(Decibel, IsNeverTakenForANumberByItself) {
  static_assert(!std::convertible_to<double, Decibel>);
  static_assert(!std::convertible_to<Decibel, double>);
}

TEST(Decibel, RefusesARatioWithoutLogarithm) {
  expect_domain_error([] { (void)Decibel::from_power_ratio(0.0); }, "power ratio of 0");
  expect_domain_error([] { (void)Decibel::from_power_ratio(-2.0); }, "power ratio of -2");
  expect_domain_error([] { (void)Decibel::from_power_ratio(nan); }, "power ratio");
  expect_domain_error([] { (void)Decibel::from_power_ratio(infinity); }, "power ratio");
}

TEST(Dbm, StartsAtOneMilliwatt) {
  EXPECT_DOUBLE_EQ(from_dbm(0.0).in(units::mw), 1.0);
  EXPECT_DOUBLE_EQ(from_dbm(30.0).in(units::w), 1.0);
  EXPECT_DOUBLE_EQ(from_dbm(-30.0).in(units::uw), 1.0);
  EXPECT_DOUBLE_EQ(to_dbm(100.0 * units::mw), 20.0);
  EXPECT_NEAR(to_dbm(0.184 * units::w), 22.65, 0.005);
}

TEST(Dbm, ComesBackFromPower) {
  for (const double level : {-60.0, -15.0, -0.1, 0.0, 3.0, 17.0, 33.0}) {
    EXPECT_NEAR(to_dbm(from_dbm(level)), level, 1e-13 * 60.0);
  }
}

TEST(Dbm, RefusesPowerThatHasNoLevel) {
  expect_domain_error([] { (void)to_dbm(Power{}); }, "a power of 0 mW");
  expect_domain_error([] { (void)to_dbm(-2.0 * units::mw); }, "a power of -2 mW");
  expect_domain_error([] { (void)to_dbm(nan * units::mw); }, "no place");
  expect_domain_error([] { (void)to_dbm(infinity * units::mw); }, "no place");
  expect_domain_error([] { (void)from_dbm(nan); }, "no power level");
  expect_domain_error([] { (void)from_dbm(infinity); }, "no power level");
}

TEST(Attenuation, LosesItsDecibelsOverALength) {
  EXPECT_DOUBLE_EQ(loss_over(0.2 * units::db_per_km, 80.0 * units::km).value(), 16.0);
  EXPECT_DOUBLE_EQ(loss_over(0.9 * units::db_per_km, 507.0 * units::m).value(), 0.4563);
  EXPECT_DOUBLE_EQ(loss_over(-1.0 * units::db_per_km, 2.0 * units::km).value(), -2.0);
}

}  // namespace
}  // namespace fiberloom::core
