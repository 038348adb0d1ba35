#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/core/document.hpp>
#include <random>
#include <string>
#include <vector>

#include "example_document.hpp"
#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

ExampleBench parse(const std::string& text) { return parse_document<ExampleBench>(text, "b.json"); }

/// "pointer: message" of every mistake in `text`.
std::vector<std::string> mistakes_of(const std::string& text) {
  std::vector<std::string> found;
  try {
    static_cast<void>(parse(text));
  } catch (const InvalidDocument& error) {
    for (const Mistake& mistake : error.diagnostics().mistakes()) {
      found.push_back(mistake.pointer + ": " + mistake.message);
    }
  }
  return found;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(DocumentReading, FillsEveryKindOfField) {
  const ExampleBench bench = parse(R"({
    "stages": [{"name": "a", "fiber": {"beta2_ps2_per_km": -21.7, "length_m": 1e3}},
               {"name": "b", "spools": [{"beta2_ps2_per_km": 5, "length_m": 0}]}],
    "monitor": {"name": "tap"}, "limit_dbm": 20.5, "tags": ["x", "\u00e9"], "guard": [1, 2.0],
    "taps": [0.1, -2], "detect": "amplitude", "kind": "voa", "is_armed": true, "shots": 3,
    "samples": 64, "launch_power_w": 0.25, "title": "bench", "schema": "fiberloom.example/1"})");
  ExampleBench expected;
  expected.title = "bench";
  expected.launch_power_w = 0.25;
  expected.samples = 64;
  expected.shots = 3;
  expected.is_armed = true;
  expected.kind = "voa";
  expected.detect = Detect::amplitude;
  expected.taps = {0.1, -2.0};
  expected.guard = {1, 2};
  expected.tags = {"x", "\xC3\xA9"};
  expected.limit_dbm = 20.5;
  expected.monitor.name = "tap";
  expected.stages = {{"a", ExampleFiber{-21.7, 1000.0}, {}}, {"b", {}, {{5.0, 0.0}}}};
  EXPECT_EQ(bench, expected);
}

TEST(DocumentReading, KeepsInitialValuesOfMissingOptionalFields) {
  ExampleBench expected;
  expected.title = "t";
  expected.launch_power_w = 0.5;
  expected.samples = 16;
  expected.monitor.name = "m";
  EXPECT_EQ(parse(example_text()), expected);
}

TEST(DocumentReading, NamesTheMistakeInEveryBadField) {
  struct Case {
    std::string member;
    std::string expected;
  };
  const Case cases[] = {
      {R"("shots": "many")", "/shots: expected a whole number, found the string \"many\""},
      {R"("shots": 2.5)", "/shots: expected a whole number, found 2.5"},
      {R"("shots": 1e300)", "/shots: expected a whole number, found 1e+300"},
      {R"("shots": 9223372036854775808)",
       "/shots: expected a whole number, found 9223372036854775808"},
      {R"("shots": 0)", "/shots: expected a number >= 1, found 0"},
      {R"("shots": 1000000)", "/shots: shots times samples must not exceed 1000000"},
      {R"("is_armed": 1)", "/is_armed: expected true or false, found 1"},
      {R"("tags": "x")", "/tags: expected a list, found the string \"x\""},
      {R"("tags": ["x", null])", "/tags/1: expected a string, found null"},
      {R"("taps": [])", "/taps: expected at least 1 items, found 0"},
      {R"("taps": [1, true])", "/taps/1: expected a number, found a boolean"},
      {R"("taps": [1, -6])", "/taps/1: expected a number >= -5, found -6"},
      {R"("guard": [1, 2, 3])", "/guard: expected at most 2 items, found 3"},
      {R"("kind": "edva")",
       "/kind: expected one of \"edfa\", \"voa\"; found \"edva\" (did you mean \"edfa\"?)"},
      {R"("detect": "field")",
       "/detect: expected one of \"intensity\", \"amplitude\"; found \"field\""},
      {R"("limit_dbm": 30)", "/limit_dbm: expected a number < 30, found 30"},
      {R"("limit_dbm": null)", "/limit_dbm: expected a number, found null"},
      {R"("shot": 3)", "/shot: unknown key (did you mean \"shots\"?)"},
      {R"("a/b": 3)", "/a~1b: unknown key"},
      {R"("title": "u")", "/title: key stands twice in one object"}};
  for (const Case& each : cases) {
    EXPECT_THAT(mistakes_of(example_text(each.member)), testing::ElementsAre(each.expected));
  }
}

TEST(DocumentReading, AnExclusiveLimitIsRefusedItself) {
  EXPECT_THAT(mistakes_of(replaced(example_text(), "0.5", "0")),
              testing::ElementsAre("/launch_power_w: expected a number > 0 and <= 10, found 0"));
  EXPECT_NO_THROW(parse(replaced(example_text(), "0.5", "10")));
}

TEST(DocumentReading, NamesMistakesInsideNestedObjectsAndLists) {
  const std::string text = replaced(example_text(), R"("stages": [])",
                                    R"("stages": [{"name": "", "fiber": {"beta2": 1}}, 7,
    {"name": "c", "spools": [{"beta2_ps2_per_km": 1, "length_m": -1}, {}, {}]},
    {"name": "d", "spools": {}}, {"name": "e", "spools": [{"beta2_ps2_per_km": 1, "length_m": -1}]}])");
  EXPECT_THAT(mistakes_of(text),
              testing::ElementsAre(
                  "/stages/0/name: expected at least 1 bytes, found 0",
                  "/stages/0/fiber/beta2_ps2_per_km: missing, expected a number",
                  "/stages/0/fiber/length_m: missing, expected a number",
                  "/stages/0/fiber/beta2: unknown key (did you mean \"beta2_ps2_per_km\"?)",
                  "/stages/1: expected an object, found 7",
                  "/stages/2/spools: expected at most 2 items, found 3",
                  "/stages/3/spools: expected a list of objects, found an object",
                  "/stages/4/spools/0/length_m: expected a number >= 0, found -1"));
}

struct TwoRules {
  static constexpr const char* schema = "fiberloom.rules/1";
  double low = 0.0;
  double high = 0.0;

  void fields(FieldVisitor& visit) {
    visit.field("low", low);
    visit.field("high", high);
    visit.require(low < high, "high", "must be above low");
    visit.require(low > 0.0, "low", "must be positive");
  }
};

TEST(DocumentReading, OneBrokenRuleDoesNotHideAnother) {
  try {
    static_cast<void>(
        parse_document<TwoRules>(R"({"schema": "fiberloom.rules/1", "low": -1, "high": -2})", "r"));
    ADD_FAILURE() << "was read";
  } catch (const InvalidDocument& error) {
    ASSERT_EQ(error.diagnostics().size(), 2U);
    EXPECT_EQ(error.diagnostics().mistakes()[0].message, "must be above low");
    EXPECT_EQ(error.diagnostics().mistakes()[1].message, "must be positive");
  }
}

TEST(DocumentReading, GathersAllMistakesInOneLine) {
  expect_refusal<InvalidDocument>(
      "document.invalid",
      {"b.json#/title: missing, expected a string; ",
       "b.json#/samples: expected a number >= 0, found -1; ",
       "b.json#/monitor: expected an object, found a list; ",
       "b.json#/stages: missing, expected a list of objects"},
      [] {
        parse(R"({"schema": "fiberloom.example/1", "launch_power_w": 1, "samples": -1,
                  "monitor": []})");
      });
}

TEST(DocumentReading, RefusesAnotherOrNoSchema) {
  expect_refusal<InvalidDocument>(
      "document.schema",
      {"b.json#/schema: expected \"fiberloom.example/1\", found the string \"fiberloom.rig/1\""},
      [] { parse(R"({"schema": "fiberloom.rig/1", "rest": 1})"); });
  EXPECT_THAT(mistakes_of(replaced(example_text(), R"("schema": "fiberloom.example/1", )", "")),
              testing::ElementsAre("/schema: missing, expected \"fiberloom.example/1\""));
  EXPECT_THAT(mistakes_of("[1]"), testing::ElementsAre(": expected an object, found a list"));
}

TEST(DocumentReading, TellsLineAndColumnOfASyntaxError) {
  struct Case {
    std::string text;
    std::string place;
  };
  const Case cases[] = {
      {"{\n  \"a\": 1,\n  \"b\": NaN\n}", "#/b: not valid JSON at line 3, column 8"},
      {"{\"a\": [1, 2", "not valid JSON at line 1, column 12"},
      {"{} x", "not valid JSON at line 1, column 4"},
      {"{'a': 1}", "not valid JSON at line 1, column 2"},
      {"{\"a\": 1e999}", "#/a: not valid JSON at line 1, column"},
      {"{\"a\": \"\xFF\"}", "not valid JSON at line 1, column 8"},
      {" \n ", "b.json#: is empty"},
      {"", "b.json#: is empty"}};
  for (const Case& each : cases) {
    expect_refusal<InvalidDocument>("document.syntax", {each.place}, [&] { parse(each.text); });
  }
}

TEST(DocumentReading, SurvivesDeepNesting) {
  for (const std::size_t depth : {std::size_t{63}, std::size_t{64}, std::size_t{1000000}}) {
    const std::string text = "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
    try {
      parse(text);
      ADD_FAILURE() << "was accepted";
    } catch (const InvalidDocument& error) {
      EXPECT_EQ(error.code(), depth < 64 ? "document.invalid" : "document.syntax");
    }
  }
}

TEST(DocumentReading, RefusesATextCutAnywhere) {
  const std::string text = example_text(R"("tags": ["a", "b"])");
  EXPECT_NO_THROW(parse(text));
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_THROW(parse(text.substr(0, length)), InvalidDocument) << length;
  }
}

TEST(DocumentReading, AcceptsOrRefusesButNeverCrashesOnBentText) {
  const std::string text = example_text(R"("tags": ["a", "b"], "limit_dbm": -3.25e1)");
  std::mt19937 random(20240501);
  std::size_t num_refused = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::string bent = text;
    for (int flip = 0; flip < 2; ++flip)
      bent[random() % bent.size()] ^= static_cast<char>(1U << (random() % 8));
    try {
      parse(bent);
    } catch (const InvalidDocument&) {
      ++num_refused;
    }
  }
  EXPECT_GT(num_refused, 1000U);
}

TEST(SchemaOfText, TellsTheSchemaOrNothing) {
  EXPECT_EQ(schema_of_text(R"({"a": 1, "schema": "fiberloom.rig/1"})"), "fiberloom.rig/1");
  for (const char* text : {"{}", "[]", "", "{", R"({"schema": 1})", "3"}) {
    EXPECT_EQ(schema_of_text(text), std::nullopt) << text;
  }
}

TEST(DocumentReading, NamesTheFileInEveryMessage) {
  const TemporaryFolder folder;
  const auto path = folder.put("bench.json", example_text(R"("colour": 1)"));
  expect_refusal<InvalidDocument>("document.invalid", {path.string() + "#/colour: unknown key"},
                                  [&] { static_cast<void>(read_document<ExampleBench>(path)); });
  expect_refusal<DocumentError>("file.missing", {"absent.json"}, [&] {
    static_cast<void>(read_document<ExampleBench>(folder.path() / "absent.json"));
  });
}

}  // namespace
}  // namespace fiberloom::core
