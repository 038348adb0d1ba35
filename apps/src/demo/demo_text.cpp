#include <fmt/format.h>

#include <fiberloom/report/text_table.hpp>

#include "demo_report.hpp"

namespace fiberloom::app {
namespace {

std::string percent(double value) { return fmt::format("{:.1f}", value); }

Json paired_json(const PairedDifference& difference) {
  return {{"mean_points", difference.mean},
          {"interval_95", {difference.interval.lower, difference.interval.upper}},
          {"benches_below", difference.num_worse},
          {"benches", difference.num_benches}};
}

Json wire_json(const WireResult& wire) {
  Json rungs = Json::object();
  for (const WireRung& rung : wire.rungs) {
    rungs[rung.name] = {{"in_process", rung.in_process_accuracy}, {"wire", rung.wire_accuracy}};
  }
  return {{"rig", wire.rig},
          {"profile", wire.profile},
          {"bench", wire.bench},
          {"instruments", wire.num_instruments},
          {"test_records", wire.num_test_records},
          {"rungs", rungs}};
}

Json benches_json(const DemoResult& result, const DemoOptions& options) {
  Json list = Json::array();
  for (std::size_t i = 0; i < result.benches.size(); ++i) {
    Json rungs = Json::object();
    for (const calibration::LadderRung& rung : result.benches[i].rungs) {
      rungs[rung.name] = {{"accuracy", rung.accuracy}, {"optical_passes", rung.optical_passes}};
    }
    const calibration::Identification& fit = result.benches[i].identification;
    list.push_back({{"bench", options.first_bench + static_cast<std::int64_t>(i)},
                    {"rungs", rungs},
                    {"identification_error_before", fit.error_before},
                    {"identification_error_after", fit.error_after}});
  }
  return list;
}

}  // namespace

report::Table ladder_table(const DemoResult& result) {
  report::Table table{
      .caption = fmt::format("Task {}: {}, rig \"{}\", {} benches", result.task.letter,
                             result.task.title, result.rig.name, result.benches.size()),
      .columns = {{.name = "rung"},
                  {.name = "test", .unit = "%", .align = report::Align::right},
                  {.name = "s.d.", .align = report::Align::right},
                  {.name = "worst bench", .unit = "%", .align = report::Align::right},
                  {.name = "optical passes", .align = report::Align::right}}};
  table.rows.push_back(
      {.cells = {"ideal (digital)", percent(100.0 * result.trained.score.test), "-", "-", "0"}});
  for (const RungStatistics& rung : rung_statistics(result)) {
    table.rows.push_back({.cells = {rung.name, percent(rung.mean), percent(rung.standard_deviation),
                                    percent(rung.worst), fmt::format("{}", rung.optical_passes)},
                          .emphasized = rung.name == "PAT" || rung.name == "calibrated + readout"});
  }
  return table;
}

report::Table wire_table(const WireResult& wire) {
  report::Table table{
      .caption = fmt::format("The same on rig \"{}\", profile {}, bench {}: {} instruments on "
                             "sockets and serial lines",
                             wire.rig, wire.profile, wire.bench, wire.num_instruments),
      .columns = {{.name = "rung"},
                  {.name = "simulated in process", .unit = "%", .align = report::Align::right},
                  {.name = "over the wire", .unit = "%", .align = report::Align::right}}};
  for (const WireRung& rung : wire.rungs) {
    table.rows.push_back({.cells = {rung.name, percent(100.0 * rung.in_process_accuracy),
                                    percent(100.0 * rung.wire_accuracy)}});
  }
  return table;
}

std::string verdict(const DemoResult& result, std::uint64_t seed) {
  const std::vector<RungStatistics> rungs = rung_statistics(result);
  const PairedDifference difference =
      paired_difference(find_rung(rungs, "readout only"), find_rung(rungs, "PAT"), seed);
  const PairedDifference calibrated =
      paired_difference(find_rung(rungs, "PAT"), find_rung(rungs, "calibrated + readout"), seed);
  std::string text = fmt::format(
      "PAT minus readout only: {:+.2f} points, 95 % interval {:+.2f} to {:+.2f}; PAT is below "
      "readout "
      "only on {} of {} benches.",
      difference.mean, difference.interval.lower, difference.interval.upper, difference.num_worse,
      difference.num_benches);
  text += fmt::format(" Calibrated + readout minus PAT: {:+.2f} points, {:+.2f} to {:+.2f}.",
                      calibrated.mean, calibrated.interval.lower, calibrated.interval.upper);
  return text;
}

std::string demo_text(const DemoResult& result, const DemoOptions& options) {
  std::string text = report::render_text(ladder_table(result));
  for (const DemoModel& arm : result.ablation) {
    text += fmt::format("dispersion only, tuned for itself: {:.1f} %\n", 100.0 * arm.score.test);
  }
  for (const Score& baseline : result.baselines) {
    text += fmt::format("{} (no light): {:.1f} %\n", baseline.name, 100.0 * baseline.test);
  }
  return text + verdict(result, options.seed) + "\n" + report::render_text(wire_table(result.wire));
}

Json demo_json(const DemoResult& result, const DemoOptions& options) {
  const std::vector<RungStatistics> rungs = rung_statistics(result);
  Json ladder = Json::array();
  for (const RungStatistics& rung : rungs) {
    ladder.push_back({{"rung", rung.name},
                      {"mean", rung.mean},
                      {"standard_deviation", rung.standard_deviation},
                      {"worst", rung.worst},
                      {"optical_passes", rung.optical_passes}});
  }
  Json ablation = Json::array();
  for (const DemoModel& arm : result.ablation) {
    ablation.push_back({{"recipe", result.task.ablation}, {"test_accuracy", arm.score.test}});
  }
  Json baselines = Json::array();
  for (const Score& baseline : result.baselines) {
    baselines.push_back({{"name", baseline.name}, {"test_accuracy", baseline.test}});
  }
  const PairedDifference difference =
      paired_difference(find_rung(rungs, "readout only"), find_rung(rungs, "PAT"), options.seed);
  return {{"task", result.task.letter},
          {"recipe", result.task.recipe},
          {"ideal", 100.0 * result.trained.score.test},
          {"ablation", ablation},
          {"baselines", baselines},
          {"ladder", ladder},
          {"pat_minus_readout_only", paired_json(difference)},
          {"benches", benches_json(result, options)},
          {"wire", wire_json(result.wire)}};
}

}  // namespace fiberloom::app
