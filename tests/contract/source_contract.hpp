#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/emission.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/instruments/pulse_source.hpp>

#include "instrument_contract.hpp"

namespace fiberloom::hal {

/// What everything that lets light out must do.
///
/// `Stand` as for the role's own suite, see InstrumentContract, and:
///     EmissionPermit light();   arms the rig around the bench: every source lets light out, all settled
///     bool is_lit();            whether the instrument really lets light out
template <class Stand>
class SourceContract : public testing::Test {
 protected:
  Stand stand;
  Instrument& instrument = stand.instrument();
};

TYPED_TEST_SUITE_P(SourceContract);

TYPED_TEST_P(SourceContract, EmitsUnderAPermitAndNeverElse) {
  EXPECT_FALSE(this->stand.is_lit());
  this->instrument.configure();
  EXPECT_FALSE(this->stand.is_lit());
  this->instrument.setting("output_power_dbm")
      .set(this->instrument.setting("output_power_dbm").spec().maximum);
  this->instrument.arm();
  EXPECT_FALSE(this->stand.is_lit());
  this->instrument.make_safe();
  {
    const EmissionPermit permit = this->stand.light();
    EXPECT_TRUE(this->stand.is_lit());
    EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::emitting);
  }
  EXPECT_FALSE(this->stand.is_lit());
  EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::safe);
}

TYPED_TEST_P(SourceContract, IsDarkOnceMadeSafe) {
  const EmissionPermit permit = this->stand.light();
  this->instrument.make_safe();
  EXPECT_FALSE(this->stand.is_lit());
  this->instrument.configure();
  this->instrument.arm();
  EXPECT_FALSE(this->stand.is_lit()) << "arming is no emission";
}

TYPED_TEST_P(SourceContract, CannotBeConfiguredOrArmedWhileItEmits) {
  const EmissionPermit permit = this->stand.light();
  test::expect_error<core::InterlockError>("interlock.life_cycle", {"emitting"},
                                           [&] { this->instrument.configure(); });
  test::expect_error<core::InterlockError>("interlock.life_cycle", {"emitting"},
                                           [&] { this->instrument.arm(); });
  EXPECT_TRUE(this->stand.is_lit());
}

REGISTER_TYPED_TEST_SUITE_P(SourceContract, EmitsUnderAPermitAndNeverElse, IsDarkOnceMadeSafe,
                            CannotBeConfiguredOrArmedWhileItEmits);

/// What a laser promises beside that. `Stand`: Laser& role().
template <class Stand>
class LaserContract : public testing::Test {
 protected:
  Stand stand;
};

TYPED_TEST_SUITE_P(LaserContract);

TYPED_TEST_P(LaserContract, TakesPowerAndWavelengthInTheirUnits) {
  Laser& laser = this->stand.role();
  laser.configure();
  const Applied<core::Power> power = laser.set_output_power(core::from_dbm(10.0));
  EXPECT_NEAR(core::to_dbm(power.applied), 10.0, 0.1);
  EXPECT_EQ(laser.setting("output_power_dbm").applied(), core::to_dbm(power.applied));
  const Applied<core::Wavelength> wavelength = laser.set_wavelength(1550.1 * core::units::nm);
  EXPECT_NEAR(wavelength.applied.in(core::units::nm), 1550.1, 0.05);
}

REGISTER_TYPED_TEST_SUITE_P(LaserContract, TakesPowerAndWavelengthInTheirUnits);

/// What a pulse source promises beside that. `Stand`: PulseSource& role().
template <class Stand>
class PulseSourceContract : public testing::Test {
 protected:
  Stand stand;
};

TYPED_TEST_SUITE_P(PulseSourceContract);

TYPED_TEST_P(PulseSourceContract, KnowsItsRepetitionRateAndItsMeanPower) {
  PulseSource& source = this->stand.role();
  source.configure();
  EXPECT_GT(source.repetition_rate().in(core::units::mhz), 0.0);
  EXPECT_NEAR(core::to_dbm(source.set_output_power(core::from_dbm(3.0)).applied), 3.0, 0.1);
}

REGISTER_TYPED_TEST_SUITE_P(PulseSourceContract, KnowsItsRepetitionRateAndItsMeanPower);

/// What an amplifier that holds its output promises beside that. `Stand`: OpticalAmplifier& role(), and light() gives it a
/// seed.
template <class Stand>
class OpticalAmplifierContract : public testing::Test {
 protected:
  Stand stand;
  OpticalAmplifier& amplifier = stand.role();

  double output_dbm() { return core::to_dbm(amplifier.output_power()); }
};

TYPED_TEST_SUITE_P(OpticalAmplifierContract);

TYPED_TEST_P(OpticalAmplifierContract, ItsOutputFollowsTheSetPointAndNeverExceedsIt) {
  const EmissionPermit permit = this->stand.light();
  for (const double dbm : {3.0, 8.0, 12.0, 5.0}) {
    const Applied<core::Power> set = this->amplifier.set_output_power(core::from_dbm(dbm));
    EXPECT_NEAR(core::to_dbm(set.applied), dbm, 0.1);
    this->amplifier.wait_until_settled();
    EXPECT_NEAR(this->output_dbm(), dbm, OpticalChain::amplifier_uncertainty_db);
    EXPECT_LE(this->output_dbm(), dbm + 0.1);
  }
}

TYPED_TEST_P(OpticalAmplifierContract, SeesItsSeed) {
  const EmissionPermit permit = this->stand.light();
  EXPECT_GT(this->amplifier.input_power().in(core::units::w), 0.0);
  const std::vector<Reading> readings = this->amplifier.readings();
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0].key, "input_power_w");
  EXPECT_EQ(readings[1].key, "output_power_w");
}

TYPED_TEST_P(OpticalAmplifierContract, AddsNoLightWhenItIsSafe) {
  const EmissionPermit permit = this->stand.light();
  this->amplifier.make_safe();
  EXPECT_LE(this->amplifier.output_power().in(core::units::w),
            this->amplifier.input_power().in(core::units::w));
}

REGISTER_TYPED_TEST_SUITE_P(OpticalAmplifierContract, ItsOutputFollowsTheSetPointAndNeverExceedsIt,
                            SeesItsSeed, AddsNoLightWhenItIsSafe);

}  // namespace fiberloom::hal
