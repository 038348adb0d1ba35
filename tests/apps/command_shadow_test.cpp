#include "rig/command_shadow.hpp"

#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/catalog.hpp>

#include "expect_error.hpp"
#include "virtual_stand.hpp"

namespace fiberloom::app {
namespace {

using Verdict = Judgement::Verdict;

// The laboratory's bench on loopback, in the hands of drivers, dark.
class CommandShadowTest : public testing::Test {
 protected:
  CommandShadowTest() { stand.bench().configure_all(); }

  [[nodiscard]] ShadowedBench bench() {
    return {.rig = stand.virtual_bench().rig(),
            .path = path,
            .catalog = hal::builtin_catalog(),
            .bench = stand.bench()};
  }

  hal::LightPath path = test::lab_path(1);
  test::VirtualStandBench stand{test::rig_with("voa-1", "keysight/n77xx", ""), 1};
};

TEST_F(CommandShadowTest, TellsWhatAMessageChanges) {
  CommandShadow shadow(bench(), "voa-1");
  const Judgement judgement = shadow.judge(":INP1:ATT 12");
  ASSERT_EQ(judgement.verdict, Verdict::allowed) << judgement.reason;
  ASSERT_EQ(judgement.changes.size(), 1U);
  EXPECT_EQ(judgement.changes[0].instrument, "voa-1");
  EXPECT_EQ(judgement.changes[0].key, "attenuation_db");
  EXPECT_NEAR(judgement.changes[0].to, 12.0, 0.1);
}

TEST_F(CommandShadowTest, RefusesWhatAnInterlockOfTheRealBenchDoes) {
  CommandShadow shadow(bench(), "edfa-1");
  const Judgement judgement = shadow.judge(":DRIV:APC:STAT:CH1 1;:DRIV:MCTRL 1");
  EXPECT_EQ(judgement.verdict, Verdict::refused) << judgement.reason;
  EXPECT_EQ(judgement.code, "interlock.seed-1");
  EXPECT_TRUE(judgement.changes.empty());
}

TEST_F(CommandShadowTest, DoesNotKnowWhatTheDialectDoesNotKnow) {
  CommandShadow shadow(bench(), "voa-1");
  for (const char* message : {":SERV:CAL 1", "*RST", ":INP1:ATT 3;*RCL 1", "\x01\x02", "((("}) {
    EXPECT_EQ(shadow.judge(message).verdict, Verdict::unknown) << message;
  }
  EXPECT_EQ(shadow.judge(":INP1:ATT 99").verdict, Verdict::rejected);
}

TEST_F(CommandShadowTest, KeepsWhatWasAllowedAndForgetsTheRest) {
  CommandShadow shadow(bench(), "voa-1");
  // With 10 dB of offset, 12 dB asked are 2 dB set.
  ASSERT_EQ(shadow.judge(":INP1:OFFS 10").verdict, Verdict::allowed);
  ASSERT_EQ(shadow.judge(":INP1:OFFS 0;:BOGUS").verdict, Verdict::unknown);
  const Judgement judgement = shadow.judge(":INP1:ATT 12");
  ASSERT_EQ(judgement.changes.size(), 1U);
  EXPECT_NEAR(judgement.changes[0].to, 2.0, 0.1);
}

TEST_F(CommandShadowTest, HasNoWordsForFrames) {
  test::expect_error<core::InputError>("input.no_messages", {"shaper-1", "frames"},
                                       [this] { CommandShadow shadow(bench(), "shaper-1"); });
}

TEST(RawMessage, OnlyAsksWhenEveryPartDoes) {
  EXPECT_TRUE(only_asks("*IDN?"));
  EXPECT_TRUE(only_asks(":READ1:POW?;*ESR?"));
  EXPECT_FALSE(only_asks(":INP1:ATT 3;:INP1:ATT?"));
  EXPECT_FALSE(only_asks(":INP1:ATT 3"));
  EXPECT_FALSE(only_asks(""));
  EXPECT_FALSE(only_asks("'*IDN?'"));
}

}  // namespace
}  // namespace fiberloom::app
