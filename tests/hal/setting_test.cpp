#include <gtest/gtest.h>

#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <limits>
#include <vector>

#include "expect_error.hpp"
#include "fake_instruments.hpp"

namespace fiberloom::hal {
namespace {

using namespace std::chrono_literals;
namespace units = core::units;

// A guard that lets everything pass and remembers it, or refuses what the test says.
class FakeGuard final : public CommandGuard {
 public:
  double perform(const Command& command, const std::function<double()>& write) override {
    if (command.to > refused_above) {
      throw core::InterlockError("interlock.fake", "too much");
    }
    commands.push_back(command);
    return write();
  }
  [[nodiscard]] bool allows(const Command& command) const override {
    return command.to <= refused_above;
  }
  void note(const std::string&, const std::string& key, double value) override {
    notes.emplace_back(key, value);
  }

  double refused_above = std::numeric_limits<double>::infinity();
  std::vector<Command> commands{};
  std::vector<std::pair<std::string, double>> notes{};
};

// An amplifier whose pump takes 0.4 dB steps, rises by 3 dB at most with 20 ms between, and settles in 50 ms.
class FakePump final : public OpticalAmplifier {
 public:
  explicit FakePump(const BenchAccess& bench) : OpticalAmplifier("pump", bench, ranges()) {}

  static OpticalAmplifierRanges ranges() {
    return {.output_power = {.key = "output_power_dbm",
                             .minimum = 0.0,
                             .maximum = 20.0,
                             .resolution = 0.4,
                             .ramp_step = 3.0,
                             .ramp_dwell = 20ms,
                             .settling_time = 50ms}};
  }
  core::Power input_power() override { return {}; }
  core::Power output_power() override { return {}; }

  bool reads_back = true;

 private:
  Identity do_configure() override {
    if (reads_back) {
      setting("output_power_dbm").read_back(1.0);
    }
    return {};
  }
  void do_make_safe() noexcept override {}
  void do_emit() override {}
  core::Power write_output_power(core::Power power) override { return power; }
};

class SettingTest : public testing::Test {
 protected:
  FakeGuard guard;
  test::FakeClock clock;
  EventQueue events;
  FakePump pump{{.guard = &guard, .clock = &clock, .events = &events}};
  Setting& power = pump.setting("output_power_dbm");
};

TEST_F(SettingTest, IsNotThereBeforeTheInstrumentWasConfigured) {
  EXPECT_FALSE(power.applied());
  test::expect_error<core::InstrumentError>("instrument.not_configured", {"pump", "output_power"},
                                            [&] { power.set(3.0); });
  EXPECT_TRUE(guard.commands.empty());
}

TEST_F(SettingTest, WhatADriverForgetsToReadBackIsAnError) {
  pump.reads_back = false;
  test::expect_error<core::InstrumentError>("instrument.incomplete", {"output_power_dbm"},
                                            [&] { pump.configure(); });
  EXPECT_EQ(pump.life_cycle(), LifeCycle::unconfigured);
}

TEST_F(SettingTest, ReadBackValuesReachTheGuard) {
  pump.configure();
  EXPECT_EQ(power.applied(), 1.0);
  ASSERT_EQ(guard.notes.size(), 1U);
  EXPECT_EQ(guard.notes[0], std::pair(std::string("output_power_dbm"), 1.0));
}

TEST_F(SettingTest, TakesTheNearestStepAndSaysSo) {
  pump.configure();
  const Applied<double> applied = power.set(2.1);
  EXPECT_EQ(applied.requested, 2.1);
  EXPECT_DOUBLE_EQ(applied.applied, 2.0);
  EXPECT_DOUBLE_EQ(power.set(1.79).applied, 1.6);
}

TEST_F(SettingTest, RefusesWhatIsOutsideItsRangeAndWritesNothing) {
  pump.configure();
  for (const double wrong : {-0.1, 20.1, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    test::expect_error<core::InputError>("input.setting", {"pump", "output_power_dbm", "0 to 20"},
                                         [&] { power.set(wrong); });
  }
  EXPECT_TRUE(guard.commands.empty());
  EXPECT_EQ(power.applied(), 1.0);
}

TEST_F(SettingTest, RisesInEqualStepsWithPausesAndFallsAtOnce) {
  pump.configure();
  power.set(9.2);  // 8.2 dB above: three writes of 2.73 dB
  ASSERT_EQ(guard.commands.size(), 3U);
  double from = 1.0;
  for (const Command& command : guard.commands) {
    EXPECT_DOUBLE_EQ(command.from, from);
    EXPECT_NEAR(command.to - command.from, 8.2 / 3.0, 1e-12);
    from = command.to;
  }
  EXPECT_EQ(clock.now(), 40ms);
  power.set(0.0);
  EXPECT_EQ(guard.commands.size(), 4U);
  EXPECT_EQ(clock.now(), 40ms);
}

TEST_F(SettingTest, ARampThatIsStoppedStaysWhereItIs) {
  pump.configure();
  std::stop_source stop;
  stop.request_stop();
  test::expect_error<core::InterruptedError>("run.interrupted", {"ramped"},
                                             [&] { power.set(10.0, stop.get_token()); });
  EXPECT_NEAR(*power.applied(), 1.0 + 9.0 / 3.0, 1e-12);  // the first of three writes
}

TEST_F(SettingTest, ARefusedCommandChangesNothing) {
  pump.configure();
  guard.refused_above = 3.0;
  test::expect_error<core::InterlockError>("interlock.fake", {}, [&] { power.set(3.2); });
  EXPECT_EQ(power.applied(), 1.0);
}

TEST_F(SettingTest, TellsWhenItsLastChangeHasDiedAway) {
  pump.configure();
  clock.wait(1s, {});
  power.set(2.0);
  EXPECT_EQ(power.settled_at(), 1050ms);
  pump.wait_until_settled();
  EXPECT_EQ(clock.now(), 1050ms);
  pump.wait_until_settled();
  EXPECT_EQ(clock.now(), 1050ms);
}

TEST_F(SettingTest, TheTypedDoorLeadsToTheSameSetting) {
  pump.configure();
  const Applied<core::Power> applied = pump.set_output_power(core::from_dbm(2.0));
  EXPECT_NEAR(core::to_dbm(applied.applied), 2.0, 1e-12);
  EXPECT_NEAR(*power.applied(), 2.0, 1e-12);
}

TEST_F(SettingTest, AnUnknownKeyNamesTheOnesThereAre) {
  test::expect_error<core::InputError>("input.unknown_setting", {"gain_db", "output_power_dbm"},
                                       [&] { static_cast<void>(pump.setting("gain_db")); });
}

TEST_F(SettingTest, LifeCycleStepsComeInTheirOrder) {
  test::expect_error<core::InterlockError>("interlock.life_cycle", {"unconfigured", "standby"},
                                           [&] { pump.arm(); });
  pump.make_safe();
  EXPECT_EQ(pump.life_cycle(),
            LifeCycle::unconfigured);  // nothing is known of it, nothing to make safe
  pump.configure();
  test::expect_error<core::InterlockError>("interlock.life_cycle", {"configured"},
                                           [&] { pump.configure(); });
  pump.arm();
  EXPECT_EQ(pump.life_cycle(), LifeCycle::armed);
  pump.make_safe();
  EXPECT_EQ(pump.life_cycle(), LifeCycle::safe);
  EXPECT_EQ(guard.notes.back(), std::pair(std::string(Command::emission_key), 0.0));
  pump.configure();
  EXPECT_EQ(pump.life_cycle(), LifeCycle::standby);
}

TEST(EventQueue, KeepsTheOrderAndCountsWhatItLost) {
  EventQueue queue(2);
  for (const char* text : {"one", "two", "three"}) {
    queue.push({.text = text});
  }
  const std::vector<Event> taken = queue.take();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0].text, "two");
  EXPECT_EQ(taken[1].text, "three");
  EXPECT_EQ(queue.num_lost(), 1U);
  EXPECT_TRUE(queue.take().empty());
}

TEST(NearestValue, ReachesTheEndOfARangeOfManySmallSteps) {
  // The range is 2000 steps but for the last digits of its ends, and 20000 of the smaller ones.
  for (const double resolution : {1e-4, 1e-5}) {
    const SettingSpec spec{.minimum = 1549.9, .maximum = 1550.1, .resolution = resolution};
    EXPECT_NEAR(nearest_value(spec, spec.maximum), spec.maximum, 1e-9);
  }
  const SettingSpec coarse{.minimum = 0.0, .maximum = 1.0, .resolution = 0.3};
  EXPECT_NEAR(nearest_value(coarse, 1.0), 0.9, 1e-12);
}

}  // namespace
}  // namespace fiberloom::hal
