#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/emission.hpp>
#include <fiberloom/hal/instruments/delay_line.hpp>
#include <fiberloom/hal/instruments/dispersion_compensator.hpp>
#include <fiberloom/hal/instruments/optical_switch.hpp>
#include <fiberloom/hal/instruments/polarization_controller.hpp>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <limits>

#include "instrument_contract.hpp"

namespace fiberloom::hal {

/// What the instruments in the way of the light promise beside InstrumentContract. `Stand` as there, and:
///     Role& role();
///     EmissionPermit light();     every source of the bench lets light out, all settled
///     double power_behind_w();    mean power that leaves the instrument, measured by something else
template <class Stand>
class LineInstrumentContract : public testing::Test {
 protected:
  Stand stand;

  // Decibels that the light behind loses when `change` is done.
  template <class Change>
  double lost_db(Change change) {
    const double before_w = stand.power_behind_w();
    change();
    stand.instrument().wait_until_settled();
    return 10.0 * std::log10(before_w / stand.power_behind_w());
  }
};

template <class Stand>
class VariableAttenuatorContract : public LineInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(VariableAttenuatorContract);

TYPED_TEST_P(VariableAttenuatorContract, TakesAwayWhatItIsAskedFor) {
  const EmissionPermit permit = this->stand.light();
  VariableAttenuator& attenuator = this->stand.role();
  const double open_db = attenuator.setting("attenuation_db").applied().value();
  double wanted_db = open_db;
  for (int i = 0; i < 4; ++i) {
    wanted_db += 2.5;
    const double lost_db = this->lost_db([&] {
      EXPECT_NEAR(attenuator.set_attenuation(core::Decibel(wanted_db)).applied.value(), wanted_db,
                  0.1);
    });
    EXPECT_GT(lost_db, 0.0);
    EXPECT_NEAR(lost_db, 2.5, 0.3);
  }
}

TYPED_TEST_P(VariableAttenuatorContract, MadeSafeItTakesAsMuchAsItCan) {
  VariableAttenuator& attenuator = this->stand.role();
  attenuator.configure();
  Setting& attenuation = attenuator.setting("attenuation_db");
  attenuation.set(attenuation.spec().minimum);
  attenuator.make_safe();
  EXPECT_EQ(attenuation.applied(), attenuation.spec().maximum);
  attenuator.wait_until_settled();
  attenuator.configure();
  EXPECT_NEAR(attenuation.applied().value(), attenuation.spec().maximum, 0.1);
}

REGISTER_TYPED_TEST_SUITE_P(VariableAttenuatorContract, TakesAwayWhatItIsAskedFor,
                            MadeSafeItTakesAsMuchAsItCan);

template <class Stand>
class DispersionCompensatorContract : public LineInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(DispersionCompensatorContract);

TYPED_TEST_P(DispersionCompensatorContract, KeepsTheSignOfWhatItIsAskedFor) {
  DispersionCompensator& compensator = this->stand.role();
  compensator.configure();
  const Setting& setting = compensator.setting("dispersion_ps2");
  for (const double ps2 : {0.4 * setting.spec().minimum, 0.4 * setting.spec().maximum}) {
    ASSERT_NE(ps2, 0.0);
    const Applied<core::GroupDelayDispersion> set =
        compensator.set_dispersion(ps2 * core::units::ps2);
    EXPECT_EQ(set.requested.in(core::units::ps2), ps2);
    EXPECT_NEAR(set.applied.in(core::units::ps2), ps2, 0.5 * setting.spec().resolution + 1e-9);
    EXPECT_EQ(std::signbit(setting.applied().value()), std::signbit(ps2));
  }
}

TYPED_TEST_P(DispersionCompensatorContract, LeavesTheMeanPowerAlone) {
  const EmissionPermit permit = this->stand.light();
  const Setting& setting = this->stand.role().setting("dispersion_ps2");
  const double lost_db = this->lost_db(
      [&] { this->stand.role().set_dispersion(0.5 * setting.spec().maximum * core::units::ps2); });
  EXPECT_NEAR(lost_db, 0.0, 0.5);
}

REGISTER_TYPED_TEST_SUITE_P(DispersionCompensatorContract, KeepsTheSignOfWhatItIsAskedFor,
                            LeavesTheMeanPowerAlone);

template <class Stand>
class ProgrammableFilterContract : public LineInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(ProgrammableFilterContract);

TYPED_TEST_P(ProgrammableFilterContract, TakesAwayWhatItIsAskedFor) {
  const EmissionPermit permit = this->stand.light();
  EXPECT_NEAR(this->lost_db([&] { this->stand.role().set_attenuation(core::Decibel(3.0)); }), 3.0,
              0.3);
}

TYPED_TEST_P(ProgrammableFilterContract, RefusesAProfileThatIsNone) {
  ProgrammableFilter& filter = this->stand.role();
  filter.configure();
  const FilterProfile good{.offset_ghz = {-50.0, 0.0, 50.0},
                           .attenuation_db = {3.0, 0.0, 3.0},
                           .phase_rad = {0.0, 1.0, 0.0}};
  const FilterProfile realised = filter.load(good);
  EXPECT_GE(realised.offset_ghz.size(), 2U);
  EXPECT_EQ(realised.attenuation_db.size(), realised.offset_ghz.size());
  EXPECT_EQ(realised.phase_rad.size(), realised.offset_ghz.size());

  std::vector<FilterProfile> wrong(7, good);
  wrong[0] = {};
  wrong[1].phase_rad.pop_back();
  wrong[2].attenuation_db.push_back(0.0);
  wrong[3].offset_ghz = {-50.0, 50.0, 0.0};
  wrong[4].offset_ghz = {-50.0, 0.0, 1e6};
  wrong[5].attenuation_db[1] = -0.1;
  wrong[6].attenuation_db[1] = std::numeric_limits<double>::infinity();
  for (const FilterProfile& profile : wrong) {
    const BenchState before = this->stand.bench().guard().state();
    test::expect_error<core::InputError>("input.filter_profile", {filter.name()},
                                         [&] { filter.load(profile); });
    EXPECT_EQ(this->stand.bench().guard().state(), before);
  }
}

REGISTER_TYPED_TEST_SUITE_P(ProgrammableFilterContract, TakesAwayWhatItIsAskedFor,
                            RefusesAProfileThatIsNone);

template <class Stand>
class OpticalSwitchContract : public LineInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(OpticalSwitchContract);

TYPED_TEST_P(OpticalSwitchContract, CountsItsPortsFromOne) {
  OpticalSwitch& optical_switch = this->stand.role();
  optical_switch.configure();
  const auto last = static_cast<std::int64_t>(optical_switch.setting("port").spec().maximum);
  ASSERT_GE(last, 2);
  for (std::int64_t port = last; port >= 1; --port) {
    EXPECT_EQ(optical_switch.set_port(port).applied, port);
  }
  for (const std::int64_t port : {std::int64_t{0}, last + 1, std::int64_t{-1}}) {
    test::expect_error<core::InputError>("input.setting", {"port"},
                                         [&] { optical_switch.set_port(port); });
  }
  EXPECT_EQ(optical_switch.setting("port").applied(), 1.0);
}

REGISTER_TYPED_TEST_SUITE_P(OpticalSwitchContract, CountsItsPortsFromOne);

template <class Stand>
class DelayLineContract : public LineInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(DelayLineContract);

TYPED_TEST_P(DelayLineContract, TakesADelayInItsUnit) {
  DelayLine& line = this->stand.role();
  line.configure();
  EXPECT_NEAR(line.set_delay(12.5 * core::units::ps).applied.in(core::units::ps), 12.5, 0.1);
  test::expect_error<core::InputError>("input.setting", {"delay_ps"},
                                       [&] { line.set_delay(-1.0 * core::units::ps); });
}

REGISTER_TYPED_TEST_SUITE_P(DelayLineContract, TakesADelayInItsUnit);

template <class Stand>
class PolarizationControllerContract : public LineInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(PolarizationControllerContract);

TYPED_TEST_P(PolarizationControllerContract, TurnsOneRetarderAndLeavesTheOthers) {
  PolarizationController& controller = this->stand.role();
  controller.configure();
  ASSERT_EQ(controller.settings().size(), PolarizationController::num_retarders);
  for (std::size_t i = 0; i < PolarizationController::num_retarders; ++i) {
    const double degrees = 10.0 * static_cast<double>(i + 1);
    EXPECT_NEAR(controller.set_retardance_deg(i, degrees).applied, degrees, 0.5);
  }
  for (std::size_t i = 0; i < PolarizationController::num_retarders; ++i) {
    EXPECT_NEAR(controller.settings()[i]->applied().value(), 10.0 * static_cast<double>(i + 1),
                0.5);
  }
  test::expect_error<core::InputError>("input.setting", {controller.name()}, [&] {
    controller.set_retardance_deg(PolarizationController::num_retarders, 0.0);
  });
}

REGISTER_TYPED_TEST_SUITE_P(PolarizationControllerContract, TurnsOneRetarderAndLeavesTheOthers);

}  // namespace fiberloom::hal
