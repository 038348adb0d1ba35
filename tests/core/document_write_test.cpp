#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/document.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "example_document.hpp"
#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

ExampleBench example_bench() {
  ExampleBench bench;
  bench.title = "a \"b\"\n\xC3\xA9";
  bench.launch_power_w = 0.1;
  bench.samples = 16;
  bench.taps = {0.1, 1.0 / 3.0, -2.0};
  bench.tags = {"x", "y"};
  bench.limit_dbm = 1.0 / 3.0;
  bench.monitor.name = "m";
  bench.stages = {{"s", ExampleFiber{-21.7, 1000.0}, {}}};
  return bench;
}

TEST(DocumentWriting, IsIndentedInDeclaredOrder) {
  const std::string expected = R"({
  "schema": "fiberloom.example/1",
  "title": "a \"b\"\né",
  "launch_power_w": 0.1,
  "samples": 16,
  "shots": 100,
  "is_armed": false,
  "kind": "edfa",
  "detect": "intensity",
  "taps": [0.1, 0.3333333333333333, -2],
  "guard": [0, 0],
  "tags": ["x", "y"],
  "limit_dbm": 0.333333333333333,
  "monitor": {
    "name": "m",
    "spools": []
  },
  "stages": [
    {
      "name": "s",
      "fiber": {
        "beta2_ps2_per_km": -21.7,
        "length_m": 1000
      },
      "spools": []
    }
  ]
}
)";
  EXPECT_EQ(to_document_text(example_bench()), expected);
}

TEST(DocumentWriting, CompactTextIsOneLineOfTheSameContent) {
  const std::string compact = to_document_text(example_bench(), TextForm::compact);
  EXPECT_EQ(compact.find('\n'), std::string::npos);
  EXPECT_TRUE(compact.starts_with(R"({"schema":"fiberloom.example/1","title":"a \"b\"\n)"))
      << compact;
  EXPECT_EQ(nlohmann::json::parse(compact),
            nlohmann::json::parse(to_document_text(example_bench())));
}

TEST(DocumentWriting, ReadsBackAndWritesTheSameBytes) {
  ExampleBench bench = example_bench();
  const std::string text = to_document_text(bench);
  const auto again = parse_document<ExampleBench>(text, "again");
  EXPECT_EQ(to_document_text(again), text);
  EXPECT_EQ(again.taps, bench.taps) << "exact fields keep every bit";
  EXPECT_NE(again.limit_dbm, bench.limit_dbm) << "others keep 15 digits";
  bench.limit_dbm = again.limit_dbm;
  EXPECT_EQ(again, bench);
}

TEST(DocumentWriting, TakesMoreDigitsWhereFifteenWouldCrossALimit) {
  ExampleBench bench = example_bench();
  bench.launch_power_w = std::nextafter(10.0, 0.0);
  bench.limit_dbm = std::nextafter(30.0, 0.0);  // 30 itself is excluded
  const auto again = parse_document<ExampleBench>(to_document_text(bench), "again");
  EXPECT_LT(again.limit_dbm, 30.0);
  bench.monitor.fiber = ExampleFiber{std::numeric_limits<double>::max(), 0.0};
  EXPECT_NO_THROW(
      static_cast<void>(parse_document<ExampleBench>(to_document_text(bench), "again")));
}

TEST(DocumentWriting, NamesThePointerOfAValueThatCannotBeWritten) {
  struct Case {
    void (*spoil)(ExampleBench&);
    std::string expected;
  };
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Case cases[] = {
      {[](ExampleBench& b) { b.launch_power_w = nan; },
       "#/launch_power_w: expected a finite number"},
      {[](ExampleBench& b) {
         b.taps = {0.0, infinity};
       },
       "#/taps/1: expected a finite number"},
      {[](ExampleBench& b) { b.taps.clear(); }, "#/taps: expected at least 1 items"},
      {[](ExampleBench& b) { b.stages[0].fiber->length_m = -1.0; },
       "#/stages/0/fiber/length_m: expected a number >= 0, found -1"},
      {[](ExampleBench& b) { b.kind = "laser"; }, "#/kind: expected one of"},
      {[](ExampleBench& b) { b.detect = static_cast<Detect>(9); }, "#/detect: expected one of"},
      {[](ExampleBench& b) { b.samples = ~std::size_t{0}; }, "#/samples: is larger than"},
      {[](ExampleBench& b) { b.shots = 999999; }, "#/shots: shots times samples"}};
  for (const Case& each : cases) {
    ExampleBench bench = example_bench();
    each.spoil(bench);
    expect_refusal<InvalidDocument>("document.invalid", {each.expected},
                                    [&] { static_cast<void>(to_document_text(bench)); });
  }
}

TEST(DocumentWriting, ARefusedSaveLeavesTheOldFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "bench.json";
  ExampleBench bench = example_bench();
  save_document(path, bench);
  const std::string before = slurp(path);
  EXPECT_EQ(before, to_document_text(bench));
  bench.launch_power_w = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(save_document(path, bench), InvalidDocument);
  EXPECT_EQ(slurp(path), before);
  EXPECT_EQ(read_document<ExampleBench>(path).stages.size(), 1U);
}

TEST(DocumentSchema, TellsTypesLimitsAndDefaults) {
  const auto schema = nlohmann::json::parse(json_schema_of<ExampleBench>());
  const auto at = [&](const char* pointer) {
    return schema.at(nlohmann::json::json_pointer(pointer));
  };
  EXPECT_EQ(at("/$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(at("/title"), "fiberloom.example/1");
  EXPECT_EQ(at("/additionalProperties"), false);
  EXPECT_EQ(at("/required"),
            (nlohmann::json{"schema", "title", "launch_power_w", "samples", "monitor", "stages"}));
  struct Case {
    const char* key;
    const char* expected;
  };
  const Case cases[] = {
      {"schema", R"({"const": "fiberloom.example/1"})"},
      {"title", R"({"type": "string", "description": "What it is called."})"},
      {"launch_power_w", R"({"type": "number", "exclusiveMinimum": 0.0, "maximum": 10.0})"},
      {"samples", R"({"type": "integer", "minimum": 0.0})"},
      {"shots", R"({"type": "integer", "minimum": 1.0, "default": 100})"},
      {"is_armed", R"({"type": "boolean", "default": false})"},
      {"kind", R"({"type": "string", "enum": ["edfa", "voa"], "default": "edfa"})"},
      {"detect",
       R"({"type": "string", "enum": ["intensity", "amplitude"], "default": "intensity"})"},
      {"taps", R"({"type": "array", "items": {"type": "number", "minimum": -5.0}, "minItems": 1,
                   "default": [1.0]})"},
      {"guard", R"({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2,
                    "default": [0, 0]})"},
      {"tags", R"({"type": "array", "items": {"type": "string"}, "default": []})"},
      {"limit_dbm", R"({"type": "number", "exclusiveMaximum": 30.0})"}};
  for (const Case& each : cases) {
    EXPECT_EQ(at("/properties").at(each.key), nlohmann::json::parse(each.expected)) << each.key;
  }
}

TEST(DocumentSchema, DescribesNestedObjectsAndLists) {
  const auto schema = nlohmann::json::parse(json_schema_of<ExampleBench>());
  const auto fiber = nlohmann::json::parse(R"({"type": "object", "properties": {
      "beta2_ps2_per_km": {"type": "number"}, "length_m": {"type": "number", "minimum": 0.0}},
      "required": ["beta2_ps2_per_km", "length_m"], "additionalProperties": false})");
  const nlohmann::json stage = {
      {"type", "object"},
      {"properties",
       {{"name", {{"type", "string"}, {"minLength", 1}}},
        {"fiber", fiber},
        {"spools", {{"type", "array"}, {"items", fiber}, {"maxItems", 2}}}}},
      {"required", {"name"}},
      {"additionalProperties", false}};
  EXPECT_EQ(schema.at("properties").at("monitor"), stage);
  EXPECT_EQ(schema.at("properties").at("stages"),
            (nlohmann::json{{"type", "array"}, {"items", stage}}));
}

}  // namespace
}  // namespace fiberloom::core
