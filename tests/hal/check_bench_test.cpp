#include <fiberloom/hal/check_bench.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/core/document.hpp>
#include <functional>
#include <string>
#include <vector>

#include "bench_rig.hpp"
#include "expect_error.hpp"

namespace fiberloom::hal {
namespace {

core::Diagnostics check(const RigDocument& rig) { return check_bench(rig, builtin_catalog()); }

// One change that makes the bench wrong, where that is to be told, and the words that matter.
struct Wrong {
  std::string what;
  std::function<void(RigDocument&)> spoil;
  std::string pointer;
  std::vector<std::string> words;
};

void expect_told_alone(const Wrong& wrong) {
  RigDocument rig = test::two_stage_rig();
  wrong.spoil(rig);
  const core::Diagnostics found = check(rig);
  ASSERT_EQ(found.size(), 1U) << wrong.what << ": " << found.one_line("rig");
  EXPECT_EQ(found.mistakes()[0].pointer, wrong.pointer) << wrong.what;
  for (const std::string& word : wrong.words) {
    EXPECT_THAT(found.mistakes()[0].message, testing::HasSubstr(word)) << wrong.what;
  }
}

InterlockSpec& interlock(RigDocument& rig, const std::string& name) {
  return *std::ranges::find(rig.bench->interlocks, name, &InterlockSpec::name);
}

void remove_interlock(RigDocument& rig, const std::string& name) {
  std::erase_if(rig.bench->interlocks,
                [&name](const InterlockSpec& spec) { return spec.name == name; });
}

TEST(CheckBench, FindsNothingWrongWithAGoodBench) {
  EXPECT_TRUE(check(test::two_stage_rig()).empty()) << check(test::two_stage_rig()).one_line("rig");
}

TEST(CheckBench, FindsNothingWrongWithARigWithoutABench) {
  RigDocument rig = test::two_stage_rig();
  rig.bench.reset();
  EXPECT_TRUE(check(rig).empty());
}

TEST(CheckBench, TellsWhatIsWrongWithInstruments) {
  const std::vector<Wrong> all{
      {"a name twice",
       [](RigDocument& rig) {
         rig.bench->instruments.push_back(test::instrument("tec", "delay_line"));
       },
       "/bench/instruments/15/name",
       {"two instruments", "tec"}},
      {"a part that there is not",
       [](RigDocument& rig) { rig.bench->instruments[4].part = "teraxion-tdcmy"; },
       "/bench/instruments/4/part",
       {"teraxion-tdcmy", "did you mean \"teraxion-tdcmx\"?"}},
      {"a part of another kind",
       [](RigDocument& rig) { rig.bench->instruments[4].part = "ofs-hnlf-507"; },
       "/bench/instruments/4/part",
       {"highly_nonlinear_fiber", "dispersion_compensator"}},
      {"a limit on a setting of another role",
       [](RigDocument& rig) { rig.bench->instruments[0].limits[0].key = "output_power_db"; },
       "/bench/instruments/0/limits/0/key",
       {"laser has no setting", "did you mean \"output_power_dbm\"?"}},
      {"a setting limited twice",
       [](RigDocument& rig) {
         auto& limits = rig.bench->instruments[0].limits;
         limits.push_back(limits[0]);
       },
       "/bench/instruments/0/limits/2/key",
       {"twice"}},
      {"a laser that stands nowhere",
       [](RigDocument& rig) {
         rig.bench->instruments.push_back(test::instrument("probe", "laser"));
       },
       "/bench/instruments/15",
       {"probe emits light", "no place"}}};
  for (const Wrong& wrong : all) {
    expect_told_alone(wrong);
  }
}

TEST(CheckBench, TellsWhatIsWrongWithPlaces) {
  const std::vector<Wrong> all{
      {"a name that nobody has",
       [](RigDocument& rig) { rig.bench->stages[1].attenuator = "voa2"; },
       "/bench/stages/1/attenuator",
       {"no instrument is called \"voa2\"", "did you mean \"voa 2\"?"}},
      {"a role that does not fit",
       [](RigDocument& rig) { rig.bench->transmitter.bias = "tec"; },
       "/bench/transmitter/bias",
       {"temperature_controller", "wants a modulator_bias"}},
      {"one instrument in two places",
       [](RigDocument& rig) { rig.bench->stages[1].attenuator = "voa 1"; },
       "/bench/stages/1/attenuator",
       {"two places", "/bench/stages/0/attenuator"}},
      {"more stages than room",
       [](RigDocument& rig) { rig.bench->stages.push_back({.name = "stage 3"}); },
       "/bench/stages",
       {"3 stages", "room for 2"}},
      {"two stages of one name",
       [](RigDocument& rig) { rig.bench->stages[1].name = "stage 1"; },
       "/bench/stages/1/name",
       {"two stages", "stage 1"}}};
  for (const Wrong& wrong : all) {
    expect_told_alone(wrong);
  }
}

TEST(CheckBench, TellsWhatIsWrongWithConnections) {
  const auto connect = [](std::string from, std::string to) {
    return [from = std::move(from), to = std::move(to)](RigDocument& rig) {
      rig.bench->wiring.push_back({.from = from, .to = to});
    };
  };
  const std::vector<Wrong> all{
      {"an end that there is not",
       connect("lazer", "dither"),
       "/bench/wiring/2/from",
       {"no light passes \"lazer\"", "did you mean \"laser\"?"}},
      {"an end off the way of the light",
       connect("awg", "modulator"),
       "/bench/wiring/2/from",
       {"awg is not on the way of the light"}},
      {"one that jumps over an instrument",
       connect("laser", "modulator"),
       "/bench/wiring/2",
       {"from laser to modulator"}},
      {"one against the light", connect("voa 1", "edfa 1"), "/bench/wiring/2", {"voa 1"}},
      {"one listed twice", connect("laser", "dither"), "/bench/wiring/2", {"twice"}},
      {"a spool behind the next amplifier",
       connect("edfa 2", "stage 1/ofs-hnlf-507"),
       "/bench/wiring/2",
       {"edfa 2"}},
      {"a stage that there is not",
       connect("voa 2", "stage2/ofs-hnlf-507"),
       "/bench/wiring/2/to",
       {"no stage is called \"stage2\"", "did you mean \"stage 2\"?"}},
      {"a part that is not in the cupboard",
       connect("voa 2", "stage 2/ofs-hnlf-204"),
       "/bench/wiring/2/to",
       {"inventory has no part \"ofs-hnlf-204\"", "ofs-hnlf-507"}},
      {"a tunable part",
       connect("modulator", "stage 1/teraxion-tdcmx"),
       "/bench/wiring/2/to",
       {"tunable", "name the instrument"}}};
  for (const Wrong& wrong : all) {
    expect_told_alone(wrong);
  }
}

TEST(CheckBench, TakesConnectionsOfEveryPlanThatTheBenchCanBeWiredFor) {
  RigDocument rig = test::two_stage_rig();
  rig.bench->wiring = {{.from = "modulator", .to = "stage 1/dcf-module-20"},
                       {.from = "stage 1/dcf-module-20", .to = "tdc 1"},
                       {.from = "modulator", .to = "tdc 1"},
                       {.from = "meter 1", .to = "edfa 2"},
                       {.from = "stage 1/ofs-hnlf-507", .to = "edfa 2"},
                       {.from = "stage 1/ofs-hnlf-507", .to = "voa rx"},
                       {.from = "voa 2", .to = "voa rx"},
                       {.from = "meter rx", .to = "switch"}};
  EXPECT_TRUE(check(rig).empty()) << check(rig).one_line("rig");
}

TEST(CheckBench, TellsWhatAnInterlockGuardsInVain) {
  const std::vector<Wrong> all{
      {"a name twice",
       [](RigDocument& rig) { interlock(rig, "seed 2").name = "seed 1"; },
       "/bench/interlocks/3/name",
       {"two interlocks"}},
      {"a power where no light passes",
       [](RigDocument& rig) { interlock(rig, "brillouin").guards = "tec"; },
       "/bench/interlocks/1/guards",
       {"not on the way of the light"}},
      {"an instrument that there is not",
       [](RigDocument& rig) { interlock(rig, "ramp 1").guards = "edfa1"; },
       "/bench/interlocks/4/guards",
       {"no instrument", "did you mean \"edfa 1\"?"}},
      {"a setting that its role does not have",
       [](RigDocument& rig) { interlock(rig, "ramp 1").setting = "pump_current_a"; },
       "/bench/interlocks/4/setting",
       {"optical_amplifier has no setting \"pump_current_a\""}},
      {"a setting that the other one does not have",
       [](RigDocument& rig) { interlock(rig, "laser temperature").setting = "temperature_k"; },
       "/bench/interlocks/6/setting",
       {"temperature_controller", "did you mean \"temperature_c\"?"}},
      {"an instrument that never emits",
       [](RigDocument& rig) { interlock(rig, "laser temperature").guards = "voa 1"; },
       "/bench/interlocks/6/guards",
       {"voa 1", "emits nothing"}},
      {"a dark change where no light passes",
       [](RigDocument& rig) {
         rig.bench->interlocks.push_back({.name = "dark oven",
                                          .kind = InterlockKind::dark_before_change,
                                          .guards = "tec",
                                          .setting = "temperature_c",
                                          .limit_dbm = -30.0});
       },
       "/bench/interlocks/7/guards",
       {"not on the way of the light"}}};
  for (const Wrong& wrong : all) {
    expect_told_alone(wrong);
  }
}

TEST(CheckBench, TellsWhichInterlocksContradictOneAnotherOrTheRig) {
  const std::vector<Wrong> all{
      {"more than the photodiode takes",
       [](RigDocument& rig) { interlock(rig, "photodiode").limit_dbm = 10.1; },
       "/bench/interlocks/0/limit_dbm",
       {"10.1 dBm", "/receiver/maximum_power_w"}},
      {"more than the maker of the fibre allows",
       [](RigDocument& rig) {
         rig.bench->interlocks.push_back(test::maximum_power("dcf", "stage 1/dcf-module-20", 3.0));
       },
       "/bench/interlocks/7/limit_dbm",
       {"3 dBm", "dcf-module-20", "0 dBm"}},
      {"a seed that may never arrive",
       [](RigDocument& rig) {
         rig.bench->interlocks.push_back(test::maximum_power("dim", "edfa 2", -20.0));
       },
       "/bench/interlocks/7",
       {"dim contradicts seed 2", "-20 dBm"}},
      {"two steps of one ramp",
       [](RigDocument& rig) {
         rig.bench->interlocks.push_back(interlock(rig, "ramp 1"));
         rig.bench->interlocks.back().name = "slow ramp";
         rig.bench->interlocks.back().step = 1.0;
       },
       "/bench/interlocks/7",
       {"slow ramp contradicts ramp 1", "3"}},
      {"two ranges without a common value",
       [](RigDocument& rig) {
         rig.bench->interlocks.push_back(interlock(rig, "laser temperature"));
         rig.bench->interlocks.back().name = "cold laser";
         rig.bench->interlocks.back().minimum = 5.0;
         rig.bench->interlocks.back().maximum = 15.0;
       },
       "/bench/interlocks/7",
       {"cold laser contradicts laser temperature", "20 to 30"}},
      {"a range that the limits exclude",
       [](RigDocument& rig) {
         rig.bench->instruments[14].limits = {
             {.key = "temperature_c", .minimum = 31.0, .maximum = 60.0}};
       },
       "/bench/interlocks/6",
       {"laser may never emit", "31 to 60"}}};
  for (const Wrong& wrong : all) {
    expect_told_alone(wrong);
  }
}

TEST(CheckBench, TellsWhatNeedsAnInterlockAndHasNone) {
  const std::vector<Wrong> all{{"photodiode",
                                [](RigDocument& rig) { remove_interlock(rig, "photodiode"); },
                                "/bench/receiver/digitizer",
                                {"scope", "maximum_power"}},
                               {"amplifier",
                                [](RigDocument& rig) { remove_interlock(rig, "seed 2"); },
                                "/bench/stages/1/amplifier",
                                {"edfa 2", "seed"}},
                               {"switch",
                                [](RigDocument& rig) { remove_interlock(rig, "dark switch"); },
                                "/bench/receiver/optical_switch",
                                {"switch", "dark_before_change"}}};
  for (const Wrong& wrong : all) {
    expect_told_alone(wrong);
  }
}

// Ten mistakes of ten kinds; the rig is refused once, with all of them.
RigDocument rig_with_ten_mistakes() {
  RigDocument rig = test::two_stage_rig();
  BenchDocument& bench = *rig.bench;
  bench.instruments.push_back(test::instrument("tec", "delay_line"));
  bench.instruments[4].part = "teraxion-tdcmy";
  bench.instruments[0].limits[0].key = "power_dbm";
  bench.transmitter.bias = "tec";
  bench.stages[1].attenuator = "voa 1";
  bench.wiring[0].from = "lazer";
  bench.wiring.push_back({.from = "edfa 1", .to = "meter 1"});
  interlock(rig, "ramp 1").setting = "pump_current_a";
  interlock(rig, "photodiode").limit_dbm = 20.0;
  remove_interlock(rig, "dark switch");
  return rig;
}

TEST(CheckBench, TellsWhatIsWrongWithFigures) {
  const std::vector<Wrong> all{
      {"a number that nobody tells",
       [](RigDocument& rig) { rig.bench->transmitter.modulator_v_pi_v.reset(); },
       "/bench/transmitter/modulator_v_pi_v",
       {"missing", "part"}},
      {"a responsivity that nobody tells",
       [](RigDocument& rig) { rig.bench->receiver.responsivity_a_per_w.reset(); },
       "/bench/receiver/responsivity_a_per_w",
       {"missing"}},
      {"a photodiode that is none",
       [](RigDocument& rig) { rig.bench->receiver.photodiode_part = "itla"; },
       "/bench/receiver/photodiode_part",
       {"no photodiode", "itla"}},
      {"a generator that is too slow",
       [](RigDocument& rig) { rig.bench->instruments[2].part = "keysight-m8195a"; },
       "/transmitter/sample_rate_gsa_per_s",
       {"92", "awg", "65"}},
      {"a laser that may leave a compensator's channel",
       [](RigDocument& rig) { rig.bench->instruments[0].limits[1].maximum = 1550.2; },
       "/bench/instruments/0/limits",
       {"laser", "tdc 1", "1549.840 nm", "1550.160 nm"}},
      {"a limit beyond the sheet",
       [](RigDocument& rig) {
         rig.bench->instruments[6].part = "voa-mems";
         rig.bench->instruments[6].limits = {
             {.key = "attenuation_db", .minimum = 0.0, .maximum = 40.0}};
       },
       "/bench/instruments/6/limits/0/maximum",
       {"40", "voa-mems", "30"}},
      {"more power than an amplifier's maker allows",
       [](RigDocument& rig) {
         rig.bench->instruments[5].part = "fs-fmt-la";
         rig.bench->interlocks.push_back(test::maximum_power("input", "edfa 1", 8.0));
       },
       "/bench/interlocks/7/limit_dbm",
       {"8", "fs-fmt-la", "5"}}};
  for (const Wrong& wrong : all) {
    expect_told_alone(wrong);
  }
}

TEST(CheckBench, IsContentWithFiguresThatAPartTells) {
  RigDocument rig = test::two_stage_rig();
  rig.bench->instruments[3].part = "ixblue-mx-ln-40";
  rig.bench->transmitter.modulator_v_pi_v.reset();
  rig.bench->transmitter.modulator_insertion_loss_db.reset();
  rig.bench->transmitter.modulator_extinction_ratio_db.reset();
  rig.bench->receiver.photodiode_part = "thorlabs-dx50af";
  rig.bench->receiver.responsivity_a_per_w.reset();
  EXPECT_TRUE(check(rig).empty()) << check(rig).one_line("rig");
}

TEST(CheckBench, TellsTenMistakesAtOnceEachAtItsPlace) {
  const core::Diagnostics found = check(rig_with_ten_mistakes());
  std::vector<std::string> pointers;
  for (const core::Mistake& mistake : found.mistakes()) {
    pointers.push_back(mistake.pointer);
  }
  EXPECT_THAT(pointers, testing::UnorderedElementsAre(
                            "/bench/instruments/15/name", "/bench/instruments/4/part",
                            "/bench/instruments/0/limits/0/key", "/bench/transmitter/bias",
                            "/bench/stages/1/attenuator", "/bench/wiring/0/from", "/bench/wiring/2",
                            "/bench/interlocks/4/setting", "/bench/interlocks/0/limit_dbm",
                            "/bench/receiver/optical_switch"));
}

TEST(CheckBench, RefusesTheRigWithItsNameAndAllMistakesOnOneLine) {
  test::expect_error<core::InvalidDocument>(
      "document.invalid",
      {"bench.json#/bench/instruments/4/part", "bench.json#/bench/wiring/0/from",
       "bench.json#/bench/receiver/optical_switch"},
      [] { require_bench(rig_with_ten_mistakes(), builtin_catalog(), "bench.json"); });
  EXPECT_NO_THROW(require_bench(test::two_stage_rig(), builtin_catalog(), "bench.json"));
}

TEST(CheckBench, FindsNothingWrongWithTheLabThatIsDelivered) {
  const auto rig = core::read_document<RigDocument>(FIBERLOOM_SOURCE_DIR "/apps/rigs/lab.json");
  ASSERT_TRUE(rig.bench);
  EXPECT_TRUE(check(rig).empty()) << check(rig).one_line("lab.json");
  std::vector<bool> seen(5);
  for (const InterlockSpec& spec : rig.bench->interlocks) {
    seen[static_cast<std::size_t>(spec.kind)] = true;
  }
  EXPECT_THAT(seen, testing::Each(true)) << "an interlock of every kind";
}

}  // namespace
}  // namespace fiberloom::hal
