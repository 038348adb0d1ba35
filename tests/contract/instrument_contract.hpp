#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/bench.hpp>
#include <limits>
#include <string>
#include <vector>

#include "expect_error.hpp"

namespace fiberloom::hal {

/// A step in the life of an instrument that it may refuse.
enum class LifeStep { configure, arm };

/// What every instrument must do, whatever its role and whoever speaks to it.
///
/// `Stand` is a bench with the instrument on it, new for every test, dark, nothing configured:
///     static constexpr const char* name;   what the instantiation is called
///     Instrument& instrument();
///     Bench& bench();                      that the instrument stands on
/// Include this header where instruments are known and instantiate:
///     INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, InstrumentContract, Stands, StandName);
template <class Stand>
class InstrumentContract : public testing::Test {
 protected:
  Stand stand;
  Instrument& instrument = stand.instrument();
  Bench& bench = stand.bench();

  void take(LifeStep step) {
    step == LifeStep::configure ? instrument.configure() : instrument.arm();
  }

  void expect_refused(LifeStep step) {
    const LifeCycle before = instrument.life_cycle();
    test::expect_error<core::InterlockError>("interlock.life_cycle", {instrument.name()},
                                             [&] { take(step); });
    EXPECT_EQ(instrument.life_cycle(), before);
  }

  // The writes of one setting since the last call, as the bench tells them.
  std::vector<Event> writes_of(const Setting& setting) {
    std::vector<Event> writes;
    for (const Event& event : bench.events().take()) {
      if (event.kind == EventKind::setting_applied && event.instrument == instrument.name() &&
          event.text.starts_with(setting.spec().key + ":")) {
        writes.push_back(event);
      }
    }
    return writes;
  }

  void expect_value_refused(Setting& setting, double value) {
    const std::optional<double> before = setting.applied();
    const BenchState state = bench.guard().state();
    static_cast<void>(bench.events().take());
    test::expect_error<core::InputError>("input.setting", {instrument.name(), setting.spec().key},
                                         [&] { setting.set(value); });
    EXPECT_EQ(setting.applied(), before);
    EXPECT_EQ(bench.guard().state(), state);
    EXPECT_TRUE(writes_of(setting).empty());
  }
};

TYPED_TEST_SUITE_P(InstrumentContract);

TYPED_TEST_P(InstrumentContract, GoesThroughItsLifeInOneOrderOnly) {
  EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::unconfigured);
  this->expect_refused(LifeStep::arm);
  this->instrument.configure();
  EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::standby);
  this->expect_refused(LifeStep::configure);
  this->instrument.arm();
  EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::armed);
  this->expect_refused(LifeStep::configure);
  this->expect_refused(LifeStep::arm);
  this->instrument.make_safe();
  EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::safe);
  this->expect_refused(LifeStep::arm);
  this->instrument.configure();
  EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::standby);
}

TYPED_TEST_P(InstrumentContract, IsMadeSafeFromEveryState) {
  this->instrument.make_safe();
  EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::unconfigured) << "nobody spoke to it yet";
  for (int steps = 1; steps <= 2; ++steps) {
    this->instrument.configure();
    if (steps == 2) {
      this->instrument.arm();
    }
    for (int again = 0; again < 2; ++again) {
      this->instrument.make_safe();
      EXPECT_EQ(this->instrument.life_cycle(), LifeCycle::safe);
    }
  }
}

TYPED_TEST_P(InstrumentContract, SaysWhoItIs) {
  this->instrument.configure();
  const Identity identity = this->instrument.identity();
  EXPECT_FALSE(identity.vendor.empty() || identity.model.empty() || identity.serial_number.empty());
  this->instrument.make_safe();
  this->instrument.configure();
  EXPECT_EQ(this->instrument.identity(), identity);
}

TYPED_TEST_P(InstrumentContract, CannotBeSetBeforeItWasConfigured) {
  for (Setting* setting : this->instrument.settings()) {
    test::expect_error<core::InstrumentError>("instrument.not_configured",
                                              {this->instrument.name(), setting->spec().key},
                                              [&] { setting->set(setting->spec().minimum); });
  }
}

TYPED_TEST_P(InstrumentContract, KnowsWhereEverySettingStandsOnceConfigured) {
  this->instrument.configure();
  EXPECT_FALSE(this->instrument.settings().empty());
  for (const Setting* setting : this->instrument.settings()) {
    ASSERT_TRUE(setting->applied().has_value()) << setting->spec().key;
    EXPECT_EQ(this->bench.guard().state().value(this->instrument.name(), setting->spec().key),
              setting->applied());
  }
}

TYPED_TEST_P(InstrumentContract, TakesBothEndsOfEveryRange) {
  this->instrument.configure();
  for (Setting* setting : this->instrument.settings()) {
    const SettingSpec& spec = setting->spec();
    ASSERT_LT(spec.minimum, spec.maximum) << spec.key;
    for (const double end : {spec.maximum, spec.minimum}) {
      const Applied<double> answer = setting->set(end);
      EXPECT_EQ(answer.requested, end);
      EXPECT_EQ(answer.applied, setting->applied());
      EXPECT_NEAR(answer.applied, end, spec.resolution + 1e-9 * std::max(1.0, std::abs(end)));
      EXPECT_EQ(this->bench.guard().state().value(this->instrument.name(), spec.key),
                answer.applied);
    }
  }
}

TYPED_TEST_P(InstrumentContract, RefusesWhatLiesBeyondAndWritesNothing) {
  this->instrument.configure();
  for (Setting* setting : this->instrument.settings()) {
    SCOPED_TRACE(setting->spec().key);
    const SettingSpec& spec = setting->spec();
    const double margin = 1e-6 * (spec.maximum - spec.minimum);
    for (const double beyond :
         {spec.minimum - margin, spec.maximum + margin, std::numeric_limits<double>::quiet_NaN(),
          std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
      this->expect_value_refused(*setting, beyond);
    }
  }
}

TYPED_TEST_P(InstrumentContract, TakesTheNearestValueItHas) {
  this->instrument.configure();
  for (Setting* setting : this->instrument.settings()) {
    const SettingSpec& spec = setting->spec();
    for (const double share : {0.137, 0.5, 0.861}) {
      const double wanted = spec.minimum + share * (spec.maximum - spec.minimum);
      EXPECT_NEAR(setting->set(wanted).applied, wanted,
                  0.5 * spec.resolution + 1e-9 * std::max(1.0, std::abs(wanted)))
          << spec.key;
    }
  }
}

TYPED_TEST_P(InstrumentContract, RisesInStepsWithPausesAndFallsAtOnce) {
  this->instrument.configure();
  for (Setting* setting : this->instrument.settings()) {
    SCOPED_TRACE(setting->spec().key);
    const SettingSpec& spec = setting->spec();
    const double bottom = setting->set(spec.minimum).applied;
    static_cast<void>(this->writes_of(*setting));
    const double rise = setting->set(spec.maximum).applied - bottom;
    const std::vector<Event> up = this->writes_of(*setting);
    const double num_steps = std::max(1.0, std::ceil(rise / spec.ramp_step - 1e-6));
    ASSERT_EQ(static_cast<double>(up.size()), num_steps);
    for (std::size_t i = 1; i < up.size(); ++i) {
      EXPECT_GE(up[i].time - up[i - 1].time, spec.ramp_dwell);
    }
    setting->set(spec.minimum);
    EXPECT_EQ(this->writes_of(*setting).size(), 1U);
  }
}

TYPED_TEST_P(InstrumentContract, SaysWhenItHasSettled) {
  this->instrument.configure();
  Clock& clock = this->bench.clock();
  for (Setting* setting : this->instrument.settings()) {
    const SettingSpec& spec = setting->spec();
    const std::chrono::nanoseconds before = clock.now();
    setting->set(setting->applied() == spec.minimum ? spec.maximum : spec.minimum);
    EXPECT_GE(setting->settled_at(), before + spec.settling_time) << spec.key;
    EXPECT_LE(setting->settled_at(), clock.now() + spec.settling_time) << spec.key;
    this->instrument.wait_until_settled();
    EXPECT_GE(clock.now(), setting->settled_at()) << spec.key;
  }
}

TYPED_TEST_P(InstrumentContract, NamesTheSettingsItHas) {
  std::vector<std::string> words{this->instrument.name(), "colour"};
  for (const Setting* setting : this->instrument.settings()) {
    words.push_back(setting->spec().key);
    EXPECT_EQ(&this->instrument.setting(setting->spec().key), setting);
  }
  test::expect_error<core::InputError>("input.unknown_setting", words, [&] {
    static_cast<void>(this->instrument.setting("colour"));
  });
}

TYPED_TEST_P(InstrumentContract, ReadsFiniteNumbers) {
  this->instrument.configure();
  for (const Reading& reading : this->instrument.readings()) {
    EXPECT_FALSE(reading.key.empty());
    EXPECT_TRUE(std::isfinite(reading.value)) << reading.key;
  }
}

TYPED_TEST_P(InstrumentContract, TellsTheBenchWhatHappensToIt) {
  static_cast<void>(this->bench.events().take());
  this->instrument.configure();
  this->instrument.make_safe();
  std::vector<EventKind> kinds;
  for (const Event& event : this->bench.events().take()) {
    if (event.instrument == this->instrument.name()) {
      kinds.push_back(event.kind);
    }
  }
  EXPECT_THAT(kinds, testing::ElementsAre(EventKind::life_cycle, EventKind::made_safe));
}

REGISTER_TYPED_TEST_SUITE_P(InstrumentContract, GoesThroughItsLifeInOneOrderOnly,
                            IsMadeSafeFromEveryState, SaysWhoItIs, CannotBeSetBeforeItWasConfigured,
                            KnowsWhereEverySettingStandsOnceConfigured, TakesBothEndsOfEveryRange,
                            RefusesWhatLiesBeyondAndWritesNothing, TakesTheNearestValueItHas,
                            RisesInStepsWithPausesAndFallsAtOnce, SaysWhenItHasSettled,
                            NamesTheSettingsItHas, ReadsFiniteNumbers,
                            TellsTheBenchWhatHappensToIt);

/// Names the instantiations after `Stand::name`.
struct StandName {
  template <class Stand>
  static std::string GetName(int) {
    return Stand::name;
  }
};

}  // namespace fiberloom::hal
