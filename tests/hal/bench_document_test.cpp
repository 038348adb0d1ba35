#include <fiberloom/hal/bench_document.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <string>

#include "bench_rig.hpp"

namespace fiberloom::hal {
namespace {

using testing::HasSubstr;

RigDocument written_and_read(const RigDocument& rig) {
  return core::parse_document<RigDocument>(core::to_document_text(rig), "rig.json");
}

// What is told of the document once `found` in it has become `replacement`.
std::string mistakes_after(const std::string& found, const std::string& replacement) {
  std::string text = core::to_document_text(test::two_stage_rig());
  const std::size_t at = text.find(found);
  EXPECT_NE(at, std::string::npos) << found;
  text.replace(at, found.size(), replacement);
  try {
    static_cast<void>(core::parse_document<RigDocument>(text, "rig.json"));
  } catch (const core::InvalidDocument& error) {
    return error.what();
  }
  return "no mistake";
}

TEST(BenchDocument, ComesBackAsItWasWritten) {
  const RigDocument rig = test::two_stage_rig();
  const std::string text = core::to_document_text(rig);
  const RigDocument read = written_and_read(rig);
  EXPECT_EQ(core::to_document_text(read), text);
  ASSERT_TRUE(read.bench);
  EXPECT_EQ(read.bench->instruments[4].part, "teraxion-tdcmx");
  EXPECT_EQ(read.bench->instruments[0].limits[0].maximum, 15.0);
  EXPECT_EQ(read.bench->transmitter.broadening, "dither");
  EXPECT_EQ(read.bench->stages[0].launch_tap_ratio, 0.01);
  EXPECT_EQ(read.bench->receiver.digitizer_port, 1);
  EXPECT_EQ(read.bench->wiring[1].to, "stage 1/ofs-hnlf-507");
  EXPECT_EQ(read.bench->interlocks[5].kind, InterlockKind::dark_before_change);
  EXPECT_EQ(read.bench->interlocks[5].limit_dbm, -30.0);
  EXPECT_EQ(read.bench->interlocks[6].other, "tec");
  EXPECT_EQ(read.bench->interlocks[6].minimum, 20.0);
}

TEST(BenchDocument, LeavesOutWhatTheBenchDoesNotHave) {
  RigDocument rig = test::two_stage_rig();
  rig.bench->receiver.optical_switch.clear();
  const std::string text = core::to_document_text(rig);
  EXPECT_THAT(text, testing::Not(HasSubstr("programmable_filter")));
  EXPECT_THAT(text, testing::Not(HasSubstr("digitizer_port")));
  EXPECT_THAT(text, testing::Not(HasSubstr("\"address\"")));
  rig.bench.reset();
  EXPECT_THAT(core::to_document_text(rig), testing::Not(HasSubstr("bench")));
  EXPECT_FALSE(written_and_read(rig).bench);
}

TEST(BenchDocument, RefusesEntriesThatAreWrongByThemselves) {
  struct Wrong {
    std::string found;
    std::string replacement;
    std::string pointer;
  };
  for (const Wrong& wrong : std::vector<Wrong>{
           {R"("role": "laser")", R"("role": "lasr")", "/bench/instruments/0/role"},
           {R"("name": "laser")", R"("name": "la/ser")", "/bench/instruments/0/name"},
           {R"("name": "laser")", R"("name": "modulator")", "/bench/instruments/0/name"},
           {R"("maximum": 15)", R"("maximum": 4)", "/bench/instruments/0/limits/0/maximum"},
           {R"("source": "laser",)", "", "/bench/transmitter/source"},
           {R"("launch_tap_ratio": 0.01)", R"("launch_tap_ratio": 1)",
            "/bench/stages/0/launch_tap_ratio"},
           {R"("launch_meter": "meter 1",)", "", "/bench/stages/0/launch_tap_ratio"},
           {R"("meter": "meter rx",)", "", "/bench/receiver/tap_ratio"},
           {R"("optical_switch": "switch",)", "", "/bench/receiver/digitizer_port"},
           {R"("loss_db": 0.4)", R"("loss_db": -0.4)", "/bench/wiring/0/loss_db"},
           {R"("kind": "ramp")", R"("kind": "rampe")", "/bench/interlocks/4/kind"},
           {R"("step": 3)", R"("step": 0)", "/bench/interlocks/4/step"},
           {R"("step": 3)", R"("limit_dbm": 3)", "/bench/interlocks/4/limit_dbm"},
           {R"("kind": "ramp")", R"("kind": "dark_before_change")",
            "/bench/interlocks/4/limit_dbm"},
           {R"("minimum": 20)", R"("minimum": 40)", "/bench/interlocks/6/maximum"}}) {
    EXPECT_THAT(mistakes_after(wrong.found, wrong.replacement), HasSubstr("#" + wrong.pointer))
        << wrong.replacement;
  }
}

TEST(BenchDocument, HasASyncMarkerWhereItSaysSo) {
  RigDocument rig = test::two_stage_rig();
  EXPECT_THAT(core::to_document_text(rig), testing::Not(HasSubstr("sync_marker")));
  EXPECT_FALSE(written_and_read(rig).bench->receiver.sync_marker);
  rig.bench->receiver.sync_marker = true;
  EXPECT_THAT(core::to_document_text(rig), HasSubstr(R"("sync_marker": true)"));
  EXPECT_TRUE(written_and_read(rig).bench->receiver.sync_marker);
}

TEST(BenchDocument, SuggestsTheRoleThatWasMeant) {
  EXPECT_THAT(mistakes_after(R"("role": "laser")", R"("role": "lasr")"),
              HasSubstr("did you mean \"laser\"?"));
}

TEST(BenchDocument, IsInTheSchemaOfARig) {
  const std::string schema = core::json_schema_of<RigDocument>();
  EXPECT_THAT(schema, HasSubstr("\"interlocks\""));
  EXPECT_THAT(schema, HasSubstr("dark_before_change"));
  EXPECT_THAT(schema, HasSubstr("optical_amplifier"));
}

}  // namespace
}  // namespace fiberloom::hal
