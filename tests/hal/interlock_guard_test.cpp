#include <gtest/gtest.h>

#include <fiberloom/hal/bench.hpp>

#include "bench_rig.hpp"
#include "expect_error.hpp"
#include "fake_instruments.hpp"

namespace fiberloom::hal {
namespace {

// Two stages without parts, so that every power can be worked out by hand; interlocks as in test::two_stage_bench().
class InterlockGuardTest : public testing::Test {
 protected:
  InterlockGuardTest() {
    RigDocument rig = test::two_stage_rig();
    LightPath path;
    path.sample_rate_gsa_per_s = 92.0;
    path.stages = {{.name = "stage 1", .nonlinear_part = "ofs-hnlf-507"}, {.name = "stage 2"}};
    bench =
        std::make_unique<Bench>(rig, path, builtin_catalog(), std::make_unique<test::FakeClock>());
    for (const char* source : {"laser", "edfa 1", "edfa 2"}) {
      now(source, Command::emission_key, 1.0);
    }
    now("laser", "output_power_dbm", 10.0);
    now("awg", "waveform_transmission_db", -15.0);
    now("edfa 1", "output_power_dbm", 10.0);
    now("edfa 2", "output_power_dbm", 10.0);
    now("voa rx", "attenuation_db", 10.0);
    now("tec", "temperature_c", 25.0);
    now("switch", "port", 1.0);
  }

  void now(const std::string& instrument, const std::string& key, double value) {
    bench->access().guard->note(instrument, key, value);
  }
  double command(const std::string& instrument, const std::string& key, double to) {
    const double from = bench->guard().state().value(instrument, key).value_or(0.0);
    return bench->access().guard->perform({instrument, key, from, to}, [to] { return to; });
  }
  void expect_refused(const std::string& instrument, const std::string& key, double to,
                      const std::string& interlock) {
    const std::optional<double> before = bench->guard().state().value(instrument, key);
    test::expect_error<core::InterlockError>("interlock." + interlock, {instrument, interlock},
                                             [&] { command(instrument, key, to); });
    EXPECT_EQ(bench->guard().state().value(instrument, key), before);
  }

  std::unique_ptr<Bench> bench;
};

TEST_F(InterlockGuardTest, LetsAHarmlessCommandPassAndNotesIt) {
  EXPECT_EQ(command("voa rx", "attenuation_db", 12.0), 12.0);
  EXPECT_EQ(bench->guard().state().value("voa rx", "attenuation_db"), 12.0);
}

TEST_F(InterlockGuardTest, RefusesTooMuchLightOnTheDetector) {
  // edfa 2 at 10.5 dBm at most, connectors and attenuators known to 0.2 and 0.3 dB: with 0 dB in front of it some
  // 10 dBm arrive.
  now("edfa 2", "output_power_dbm", 14.0);
  expect_refused("voa rx", "attenuation_db", 0.0, "photodiode");
  EXPECT_NO_THROW(command("voa rx", "attenuation_db", 6.0));
}

TEST_F(InterlockGuardTest, RefusesToTakeTheSeedOfAnAmplifierThatEmits) {
  expect_refused("awg", "waveform_transmission_db", -200.0, "seed 1");
  expect_refused("laser", Command::emission_key, 0.0, "seed 1");
  expect_refused("voa 1", "attenuation_db", 30.0, "seed 2");
  now("edfa 1", Command::emission_key, 0.0);
  now("edfa 2", Command::emission_key, 0.0);
  EXPECT_NO_THROW(command("awg", "waveform_transmission_db", -200.0));
}

TEST_F(InterlockGuardTest, RefusesAPumpThatJumps) {
  expect_refused("edfa 1", "output_power_dbm", 13.5, "ramp 1");
  EXPECT_NO_THROW(command("edfa 1", "output_power_dbm", 13.0));
  EXPECT_NO_THROW(command("edfa 1", "output_power_dbm", 2.0));  // down is the safe way
  now("edfa 1", Command::emission_key, 0.0);
  now("edfa 2", Command::emission_key, 0.0);
  EXPECT_NO_THROW(command("edfa 1", "output_power_dbm", 20.0));  // nothing jumps in the dark
}

TEST_F(InterlockGuardTest, RefusesToTurnASwitchInTheLight) {
  expect_refused("switch", "port", 2.0, "dark switch");
  EXPECT_NO_THROW(command("switch", "port", 1.0));  // where it stands already
  for (const char* source : {"laser", "edfa 1", "edfa 2"}) {
    now(source, Command::emission_key, 0.0);
  }
  EXPECT_NO_THROW(command("switch", "port", 2.0));
}

TEST_F(InterlockGuardTest, RefusesToLeaveWhatEmissionRequires) {
  expect_refused("tec", "temperature_c", 35.0, "laser temperature");
  EXPECT_NO_THROW(command("tec", "temperature_c", 29.0));
}

TEST_F(InterlockGuardTest, WhatMakesABadStateBetterIsAllowed) {
  now("tec", "temperature_c", 40.0);
  expect_refused("tec", "temperature_c", 41.0, "laser temperature");
  EXPECT_NO_THROW(command("tec", "temperature_c", 35.0));
  now("edfa 2", "output_power_dbm", 26.0);
  expect_refused("voa rx", "attenuation_db", 9.0, "photodiode");
  EXPECT_NO_THROW(command("voa rx", "attenuation_db", 11.0));
}

// Before a source goes dark the guard looks at what it seeds: afterwards would be too late for that.
TEST_F(InterlockGuardTest, LooksAtWhatASourceSeedsBeforeItGoesDark) {
  static_cast<void>(bench->events().take());
  bench->access().guard->about_to_darken("edfa 2");
  EXPECT_TRUE(bench->events().take().empty()) << "nothing behind it wants its light";
  bench->access().guard->about_to_darken("laser");
  const std::vector<Event> events = bench->events().take();
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events[0].kind, EventKind::fault);
  EXPECT_NE(events[0].text.find("seed 1"), std::string::npos) << events[0].text;
}

// A laser that notes whether the guard had already spoken when its light went out.
class LastLaser final : public Laser {
 public:
  explicit LastLaser(Bench& bench) : Laser("laser", bench.access(), LaserRanges{}), bench_(bench) {}

  bool guard_spoke_first = false;

 private:
  Identity do_configure() override {
    setting("output_power_dbm").read_back(10.0);
    setting("wavelength_nm").read_back(1550.0);
    return {.vendor = "fake", .model = "laser", .serial_number = "1", .firmware = "1"};
  }
  void do_make_safe() noexcept override {
    for (const Event& event : bench_.events().take()) {
      guard_spoke_first |= is_lit_ && event.kind == EventKind::fault;
    }
    is_lit_ = false;  // the guard makes the whole bench safe, this laser once more
  }
  void do_emit() override {}
  core::Power write_output_power(core::Power power) override { return power; }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override { return wavelength; }

  Bench& bench_;
  bool is_lit_ = true;
};

TEST_F(InterlockGuardTest, AnInstrumentAsksItBeforeItGoesDark) {
  auto made = std::make_unique<LastLaser>(*bench);
  LastLaser& laser = *made;
  bench->add(std::move(made));
  bench->configure_all();
  now("laser", Command::emission_key, 1.0);
  static_cast<void>(bench->events().take());
  laser.make_safe();
  EXPECT_TRUE(laser.guard_spoke_first) << "edfa 1 loses its seed before anybody is told";
}

TEST_F(InterlockGuardTest, RefusesADriveTooSmallForTheSeed) {
  now("awg", "amplitude_v", 3.5);
  EXPECT_NO_THROW(command("awg", "amplitude_v", 3.4));
  expect_refused("awg", "amplitude_v", 0.1, "seed 1");
}

TEST_F(InterlockGuardTest, TellsEveryRefusalAndEveryWrite) {
  static_cast<void>(bench->events().take());
  expect_refused("switch", "port", 2.0, "dark switch");
  command("voa rx", "attenuation_db", 12.0);
  const std::vector<Event> events = bench->events().take();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, EventKind::command_refused);
  EXPECT_EQ(events[0].instrument, "switch");
  EXPECT_EQ(events[1].kind, EventKind::setting_applied);
}

TEST(Bench, AFailedWriteLeavesNoLight) {
  RigDocument rig = test::two_stage_rig();
  LightPath path;
  path.sample_rate_gsa_per_s = 92.0;
  path.stages = {{.name = "stage 1"}, {.name = "stage 2"}};
  Bench bench(rig, path, builtin_catalog(), std::make_unique<test::FakeClock>());
  const test::Log log = test::new_log();
  auto made = std::make_unique<test::FakeAttenuator>("voa 1", bench.access(), log);
  test::FakeAttenuator& attenuator = *made;
  bench.add(std::move(made));
  bench.add(std::make_unique<test::FakeLaser>("laser", bench.access(), log));
  EXPECT_EQ(bench.instruments().front()->name(), "laser");  // in the order of the light
  bench.configure_all();
  attenuator.fails = true;
  test::expect_error<core::InstrumentError>("instrument.fake", {"voa 1"},
                                            [&] { attenuator.setting("attenuation_db").set(3.0); });
  EXPECT_EQ(bench.instrument("laser").life_cycle(), LifeCycle::safe);
  EXPECT_EQ(attenuator.life_cycle(), LifeCycle::safe);
  test::expect_error<core::InputError>("input.unknown_instrument", {"lasr", "laser", "voa 1"},
                                       [&] { static_cast<void>(bench.instrument("lasr")); });
  test::expect_error<core::InputError>("input.wrong_role", {"laser"}, [&] {
    bench.add(std::make_unique<test::FakeLaser>("voa 2", bench.access(), log));
  });
}

}  // namespace
}  // namespace fiberloom::hal
