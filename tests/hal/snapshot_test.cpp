#include <fiberloom/hal/snapshot.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/core/document.hpp>
#include <fiberloom/hal/rig.hpp>
#include <memory>
#include <string>
#include <vector>

#include "bench_rig.hpp"
#include "expect_error.hpp"
#include "fake_instruments.hpp"
#include "instrument_sources.hpp"

namespace fiberloom::hal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Laser, attenuator, switch and photodiode: the photodiode takes 3 dBm, the switch turns below -30 dBm, the laser rises
// by 4 dB a write. Losses are nil but for the modulator, so that powers can be told by hand.
RigDocument small_rig() {
  RigDocument rig = test::two_stage_rig();
  BenchDocument& bench = *rig.bench;
  bench.instruments = {
      test::instrument("laser", "laser"), test::instrument("awg", "waveform_generator"),
      test::instrument("switch", "optical_switch"), test::instrument("voa", "variable_attenuator"),
      test::instrument("scope", "digitizer")};
  bench.transmitter = {.source = "laser", .generator = "awg"};
  bench.stages = {{.name = "stage 1"}};
  bench.receiver = {.attenuator = "voa", .optical_switch = "switch", .digitizer = "scope"};
  bench.wiring.clear();
  bench.interlocks = {test::maximum_power("photodiode", "scope", 3.0),
                      {.name = "dark switch",
                       .kind = InterlockKind::dark_before_change,
                       .guards = "switch",
                       .setting = "port",
                       .limit_dbm = -30.0},
                      {.name = "laser ramp",
                       .kind = InterlockKind::ramp,
                       .guards = "laser",
                       .setting = "output_power_dbm",
                       .step = 4.0}};
  return rig;
}

class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() {
    const RigDocument rig = small_rig();
    LightPath path = test::fake_limits().path;
    path.stages.resize(1);
    path.stages[0].name = "stage 1";
    bench =
        std::make_shared<Bench>(rig, path, builtin_catalog(), std::make_unique<test::FakeClock>());
    bench->add(std::make_unique<test::FakeLaser>("laser", bench->access(), log));
    bench->add(std::make_unique<test::FakeSwitch>("switch", bench->access(), log));
    auto owned = std::make_unique<test::FakeAttenuator>("voa", bench->access(), log);
    attenuator = owned.get();
    bench->add(std::move(owned));
    bench->configure_all();
  }

  Setting& setting(const std::string& instrument, const std::string& key) {
    return bench->instrument(instrument).setting(key);
  }
  // The laser on; the permit's gate goes with the returned rig.
  void emit() {
    bench->arm_all();
    for (const auto& source : sources_of(bench)) {
      source->enable();
    }
  }
  std::vector<std::string> take_log() { return std::exchange(*log, {}); }

  test::Log log = test::new_log();
  std::shared_ptr<Bench> bench;
  test::FakeAttenuator* attenuator = nullptr;
};

InstrumentSnapshot& at(Snapshot& snapshot, const std::string& name) {
  return *std::ranges::find(snapshot.instruments, name, &InstrumentSnapshot::name);
}

std::vector<std::string> refused_settings(const RestoreReport& report) {
  std::vector<std::string> names;
  for (const RestoreReport::Refused& refused : report.refused) {
    names.push_back(refused.instrument + " " + refused.key);
  }
  return names;
}

TEST_F(SnapshotTest, HoldsWhoIsThereWhatItIsSetToAndWhen) {
  bench->clock().wait(std::chrono::milliseconds(1500), {});
  const Snapshot snapshot =
      take_snapshot(*bench, {.rig = "small", .taken_at = "2026-11-23T08:00:00Z"});
  EXPECT_EQ(snapshot.rig, "small");
  EXPECT_EQ(snapshot.taken_at, "2026-11-23T08:00:00Z");
  EXPECT_EQ(snapshot.bench_time_s, 1.5);
  ASSERT_EQ(snapshot.instruments.size(), 3U);
  const InstrumentSnapshot& laser = snapshot.instruments[0];
  EXPECT_EQ(laser.name, "laser");
  EXPECT_EQ(laser.role, "laser");
  EXPECT_EQ(laser.identity.serial_number, "17");
  EXPECT_EQ(laser.life_cycle, LifeCycle::standby);
  ASSERT_EQ(laser.settings.size(), 2U);
  EXPECT_EQ(laser.settings[0].key, "output_power_dbm");
  EXPECT_EQ(laser.settings[0].value, 5.0);
  EXPECT_EQ(laser.settings[1].value, 1550.0);
}

TEST_F(SnapshotTest, MeasuresAndLeavesOutWhatIsNotConfigured) {
  RigDocument rig = test::two_stage_rig();
  rig.bench->interlocks.clear();
  Bench other(rig, LightPath{}, builtin_catalog(), std::make_unique<test::FakeClock>());
  other.add(std::make_unique<test::FakeAmplifier>("edfa 1", other.access(), log));
  other.add(std::make_unique<test::FakeAttenuator>("voa 1", other.access(), log));
  other.instrument("edfa 1").configure();
  Snapshot snapshot = take_snapshot(other);
  ASSERT_EQ(at(snapshot, "edfa 1").readings.size(), 2U);
  EXPECT_EQ(at(snapshot, "edfa 1").readings[1].key, "output_power_w");
  EXPECT_EQ(at(snapshot, "edfa 1").readings[1].value, 1e-2);
  EXPECT_EQ(at(snapshot, "voa 1").life_cycle, LifeCycle::unconfigured);
  EXPECT_TRUE(at(snapshot, "voa 1").settings.empty());
}

TEST_F(SnapshotTest, ComesBackFromItsDocument) {
  setting("voa", "attenuation_db").set(20.0 + 1.0 / 3.0);
  const Snapshot snapshot = take_snapshot(*bench, {.rig = "small", .taken_at = "now"});
  const std::string text = core::to_document_text(snapshot);
  auto read = core::parse_document<Snapshot>(text, "snapshot.json");
  EXPECT_EQ(core::to_document_text(read), text);
  EXPECT_TRUE(difference(snapshot, read).empty());
  EXPECT_EQ(at(read, "voa").settings[0].value, 20.0 + 1.0 / 3.0);
}

TEST_F(SnapshotTest, DifferenceNamesSettingsAndInstruments) {
  const Snapshot before = take_snapshot(*bench);
  setting("voa", "attenuation_db").set(12.0);
  Snapshot after = take_snapshot(*bench);
  SnapshotDifference found = difference(before, after);
  ASSERT_EQ(found.settings.size(), 1U);
  EXPECT_EQ(found.settings[0].instrument, "voa");
  EXPECT_EQ(found.settings[0].key, "attenuation_db");
  EXPECT_EQ(found.settings[0].from, 30.0);
  EXPECT_EQ(found.settings[0].to, 12.0);
  EXPECT_TRUE(found.only_from.empty() && found.only_to.empty() && found.exchanged.empty());

  at(after, "switch").name = "another switch";
  at(after, "laser").identity.serial_number = "18";
  at(after, "laser").settings.pop_back();
  found = difference(before, after);
  EXPECT_THAT(found.only_from, ElementsAre("switch"));
  EXPECT_THAT(found.only_to, ElementsAre("another switch"));
  EXPECT_THAT(found.exchanged, ElementsAre("laser"));
  ASSERT_EQ(found.settings.size(), 2U);
  EXPECT_EQ(found.settings[0].key, "wavelength_nm");
  EXPECT_EQ(found.settings[0].to, std::nullopt);
}

TEST_F(SnapshotTest, RestoreWritesOnlyWhatDiffersAndDarkensFirst) {
  setting("laser", "output_power_dbm").set(8.0);
  setting("laser", "wavelength_nm").set(1549.0);
  setting("voa", "attenuation_db").set(25.0);
  setting("switch", "port").set(2.0);
  const Snapshot wanted = take_snapshot(*bench);
  setting("laser", "output_power_dbm").set(6.0);
  setting("laser", "wavelength_nm").set(1551.0);
  setting("voa", "attenuation_db").set(15.0);
  take_log();

  const RestoreReport report = restore(*bench, wanted);
  EXPECT_THAT(take_log(),
              ElementsAre("voa attenuation 25", "laser wavelength 1549", "laser power 8"));
  EXPECT_TRUE(report.refused.empty());
  ASSERT_EQ(report.restored.size(), 3U);
  EXPECT_EQ(report.restored[0].instrument, "voa");
  EXPECT_EQ(report.restored[0].value.requested, 25.0);
  EXPECT_EQ(report.restored[0].value.applied, 25.0);
  EXPECT_TRUE(difference(wanted, take_snapshot(*bench)).empty());
  EXPECT_TRUE(restore(*bench, wanted).restored.empty()) << "nothing differs any more";
}

TEST_F(SnapshotTest, RestoreLowersSourcesBeforeItOpensAttenuators) {
  setting("laser", "output_power_dbm").set(5.0);
  setting("voa", "attenuation_db").set(10.0);
  const Snapshot wanted = take_snapshot(*bench);
  setting("voa", "attenuation_db").set(30.0);
  setting("laser", "output_power_dbm").set(9.0);
  take_log();
  restore(*bench, wanted);
  EXPECT_THAT(take_log(), ElementsAre("laser power 5", "voa attenuation 10"));
}

TEST_F(SnapshotTest, RestoreReportsWhatAnInterlockRefuses) {
  setting("switch", "port").set(2.0);
  setting("voa", "attenuation_db").set(20.0);
  const Snapshot wanted = take_snapshot(*bench);
  setting("switch", "port").set(1.0);
  setting("voa", "attenuation_db").set(25.0);
  emit();
  const RestoreReport report = restore(*bench, wanted);
  EXPECT_THAT(refused_settings(report), ElementsAre("switch port"));
  EXPECT_EQ(report.refused[0].wanted, 2.0);
  EXPECT_THAT(report.refused[0].reason, HasSubstr("dark switch"));
  ASSERT_EQ(report.restored.size(), 1U);
  EXPECT_EQ(report.restored[0].instrument, "voa");
  EXPECT_EQ(setting("switch", "port").applied(), 1.0);
}

TEST_F(SnapshotTest, RestoreNeverPassesTheLimitOfThePhotodiode) {
  setting("laser", "output_power_dbm").set(12.0);
  setting("voa", "attenuation_db").set(0.0);
  const Snapshot wanted = take_snapshot(*bench);  // taken in the dark, where it does no harm
  setting("voa", "attenuation_db").set(30.0);
  emit();
  const RestoreReport report = restore(*bench, wanted);
  EXPECT_THAT(refused_settings(report), ElementsAre("voa attenuation_db"));
  EXPECT_EQ(report.refused[0].code, "interlock.photodiode");
  EXPECT_THAT(report.refused[0].reason, HasSubstr("photodiode"));
  EXPECT_EQ(setting("voa", "attenuation_db").applied(), 30.0);
}

// Laser, attenuator, amplifier: with 9 dBm behind 4 dB, or 5 dBm behind none, -4.3 dBm of seed are sure to arrive; with
// 5 dBm behind 4 dB no more than -8.3 dBm.
TEST_F(SnapshotTest, RestoreTriesAgainWhatAnotherWriteMakesPossible) {
  RigDocument rig = small_rig();
  rig.bench->stages = {{.name = "stage 1", .attenuator = "voa"},
                       {.name = "stage 2", .amplifier = "edfa"}};
  rig.bench->receiver = {.digitizer = "scope"};
  rig.bench->interlocks = {test::seed("seed", "edfa", -5.0)};
  rig.bench->instruments.push_back(test::instrument("edfa", "optical_amplifier"));
  bench = std::make_shared<Bench>(rig, test::fake_limits().path, builtin_catalog(),
                                  std::make_unique<test::FakeClock>());
  bench->add(std::make_unique<test::FakeLaser>("laser", bench->access(), log));
  bench->add(std::make_unique<test::FakeAttenuator>("voa", bench->access(), log));
  bench->add(std::make_unique<test::FakeAmplifier>("edfa", bench->access(), log));
  bench->configure_all();
  bench->access().guard->note("awg", "waveform_transmission_db", -3.0);
  setting("voa", "attenuation_db").set(0.0);
  const Snapshot wanted = take_snapshot(*bench);
  setting("voa", "attenuation_db").set(4.0);
  setting("laser", "output_power_dbm").set(9.0);
  emit();
  take_log();
  const RestoreReport report = restore(*bench, wanted);
  EXPECT_TRUE(report.refused.empty()) << report.refused[0].reason;
  EXPECT_THAT(take_log(), ElementsAre("voa attenuation 0", "laser power 5"));
}

TEST_F(SnapshotTest, RestoreReportsWhatIsNoLongerThere) {
  Snapshot wanted = take_snapshot(*bench);
  wanted.instruments.push_back({.name = "filter",
                                .role = "programmable_filter",
                                .settings = {{.key = "attenuation_db", .value = 1.0}}});
  at(wanted, "switch").settings.push_back({.key = "ports", .value = 4.0});
  at(wanted, "voa").role = "programmable_filter";
  at(wanted, "laser").settings[0].value = 99.0;
  const RestoreReport report = restore(*bench, wanted);
  EXPECT_TRUE(report.restored.empty());
  EXPECT_THAT(refused_settings(report),
              testing::UnorderedElementsAre("filter attenuation_db", "switch ports",
                                            "voa attenuation_db", "laser output_power_dbm"));
}

TEST_F(SnapshotTest, RestoreStopsWhenAskedAndWhenADriverFails) {
  Snapshot wanted = take_snapshot(*bench);
  at(wanted, "voa").settings[0].value = 10.0;
  std::stop_source stop;
  stop.request_stop();
  test::expect_error<core::InterruptedError>("run.interrupted", {"attenuation_db", "voa"},
                                             [&] { restore(*bench, wanted, stop.get_token()); });
  EXPECT_EQ(setting("voa", "attenuation_db").applied(), 30.0);
  emit();
  attenuator->fails = true;
  test::expect_error<core::InstrumentError>("instrument.fake", {"voa"},
                                            [&] { restore(*bench, wanted); });
  EXPECT_EQ(bench->instrument("laser").life_cycle(), LifeCycle::safe);
}

}  // namespace
}  // namespace fiberloom::hal
