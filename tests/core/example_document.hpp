#pragma once

#include <array>
#include <cstdint>
#include <fiberloom/core/document.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::core {

/// A document with one field of every kind, made up for the tests.
enum class Detect { intensity, amplitude };
inline constexpr std::array<EnumName<Detect>, 2> detect_names{
    {{"intensity", Detect::intensity}, {"amplitude", Detect::amplitude}}};

struct ExampleFiber {
  double beta2_ps2_per_km = 0.0;
  double length_m = 0.0;

  void fields(FieldVisitor& visit) {
    visit.field("beta2_ps2_per_km", beta2_ps2_per_km);
    visit.field("length_m", length_m, {.minimum = 0.0});
  }
  bool operator==(const ExampleFiber&) const = default;
};

struct ExampleStage {
  std::string name;
  std::optional<ExampleFiber> fiber;
  std::vector<ExampleFiber> spools;

  void fields(FieldVisitor& visit) {
    visit.field("name", name, {.minimum_length = 1});
    visit.field("fiber", fiber);
    visit.field("spools", spools, {.required = false, .maximum_length = 2});
  }
  bool operator==(const ExampleStage&) const = default;
};

struct ExampleBench {
  static constexpr const char* schema = "fiberloom.example/1";

  std::string title = "";
  double launch_power_w = 1.0;
  std::size_t samples = 8;
  std::int64_t shots = 100;
  bool is_armed = false;
  std::string kind = "edfa";
  Detect detect = Detect::intensity;
  std::vector<double> taps = {1.0};
  std::vector<std::int64_t> guard = {0, 0};
  std::vector<std::string> tags;
  std::optional<double> limit_dbm;
  ExampleStage monitor;
  std::vector<ExampleStage> stages;

  void fields(FieldVisitor& visit) {
    visit.field("title", title, {.description = "What it is called."});
    visit.field("launch_power_w", launch_power_w,
                {.minimum = 0.0, .exclusive_minimum = true, .maximum = 10.0});
    visit.field("samples", samples);
    visit.field("shots", shots, {.required = false, .minimum = 1.0});
    visit.field("is_armed", is_armed, {.required = false});
    visit.field("kind", kind, {.required = false, .one_of = {"edfa", "voa"}});
    visit.enumeration("detect", detect, detect_names, {.required = false});
    visit.field("taps", taps,
                {.required = false, .minimum = -5.0, .minimum_length = 1, .exact = true});
    visit.field("guard", guard, {.required = false, .minimum_length = 2, .maximum_length = 2});
    visit.field("tags", tags, {.required = false});
    visit.field("limit_dbm", limit_dbm, {.maximum = 30.0, .exclusive_maximum = true});
    visit.field("monitor", monitor);
    visit.field("stages", stages);
    visit.require(shots * static_cast<std::int64_t>(samples) <= 1000000, "shots",
                  "shots times samples must not exceed 1000000");
  }
  bool operator==(const ExampleBench&) const = default;
};

/// The smallest text an ExampleBench reads from, with `extra` members at its end.
inline std::string example_text(const std::string& extra = "") {
  return R"({"schema": "fiberloom.example/1", "title": "t", "launch_power_w": 0.5, "samples": 16,)"
         R"( "monitor": {"name": "m"}, "stages": [])" +
         (extra.empty() ? "" : ", " + extra) + "}";
}

}  // namespace fiberloom::core
