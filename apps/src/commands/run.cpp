#include <fmt/format.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/npy.hpp>
#include <fiberloom/core/statistics.hpp>
#include <filesystem>
#include <memory>

#include "command_line.hpp"
#include "model_data.hpp"
#include "output_folder.hpp"
#include "rig_run.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  RigOptions rig;
  std::string data;
  std::string output;
};

struct Inference {
  core::RealBatch<double> features;
  std::vector<std::int64_t> predicted{};
  std::size_t correct = 0;
};

Inference infer(ArmedRun& run, const core::LabelledSeries& records) {
  const calibration::TunedRig rung = run.deployment();
  Inference result{.features =
                       calibration::rig_features(run.task(), rung, records.series, "inference")};
  result.predicted = core::predict(rung.classifier, result.features);
  for (std::size_t i = 0; i < records.labels.size(); ++i) {
    result.correct += result.predicted[i] == records.labels[i] ? 1U : 0U;
  }
  return result;
}

void write_results(const fs::path& folder, const Inference& inference,
                   const hal::RunRecord& record) {
  core::write_npy(folder / "features.npy", inference.features);
  core::write_labels(folder / "predicted.npy", inference.predicted);
  core::save_document(folder / "run.json", record);
}

Outcome run_on_rig(const RunOptions& options, Context& context) {
  const OpenPlan open = open_plan(options.rig);
  require_classifier(open.model, open.plan.model, 0, options.data);
  const core::Dataset data =
      load_dataset_for(options.data, open.model.record_length(), open.model.resample_input);
  require_classifier(open.model, open.plan.model, data.num_classes, options.data);
  if (!options.output.empty()) {
    make_output_folder(options.output);
  }
  const StopSignal signal;
  hal::RunRecord record{.command = "run",
                        .plan = options.rig.plan,
                        .rig = open.rig.name,
                        .bench = options.rig.bench_name(),
                        .data = options.data,
                        .started_at = utc_now(),
                        .seed = context.options().seed};
  ArmedRun run(open, options.rig, context.workers(), signal.token());
  run.session().set_method("run");
  const Inference inference = infer(run, data.test);
  const double accuracy =
      static_cast<double>(inference.correct) / static_cast<double>(data.test.labels.size());
  record.finished_at = utc_now();
  record.calibration = run.calibration() ? run.calibration()->id : "";
  record.test_accuracy = accuracy;
  record.ledger = run.ledger();
  if (!options.output.empty()) {
    write_results(options.output, inference, record);
  }
  const core::Interval interval = core::wilson_interval(inference.correct, data.test.labels.size());
  context.say(
      fmt::format("{} on rig {}, bench {}\n", open.plan.model, open.rig.name, record.bench));
  context.say(fmt::format("  test {:.2f} %   {:.1f} to {:.1f} % at 95 %   {} of {}\n",
                          100.0 * accuracy, 100.0 * interval.lower, 100.0 * interval.upper,
                          inference.correct, data.test.labels.size()));
  context.say(fmt::format("  calibration: {}\n  optical passes: {}\n",
                          record.calibration.empty() ? "none, as documented" : record.calibration,
                          record.ledger.total()));
  return {.document = {{"schema", "fiberloom.run-result/1"},
                       {"accuracy", accuracy},
                       {"interval_95", {interval.lower, interval.upper}},
                       {"calibration", record.calibration},
                       {"optical_passes", record.ledger.total()},
                       {"predicted", inference.predicted},
                       {"seed", context.options().seed}}};
}

}  // namespace

void add_run(CommandLine& line) {
  const auto options = std::make_shared<RunOptions>();  // shared by the parser and the action
  CLI::App& command = line.add(
      {.name = "run",
       .summary = "Classify the test records of a data set on a rig",
       .example = "fiberloom run plan.json apps/demo/data/FordA125 --rig spec --bench 7 -o result"},
      [options](Context& context) { return run_on_rig(*options, context); });
  command.add_option("PLAN", options->rig.plan, "Plan, .json")->required()->type_name("FILE");
  command.add_option("DATA", options->data, "Data set")->required()->type_name("PATH");
  add_rig_options(command, options->rig);
  command.add_flag("--no-calibration", options->rig.no_calibration,
                   "Take the rig as documented, whatever was measured");
  command
      .add_option("-o,--output", options->output,
                  "Folder for features.npy, predicted.npy and run.json")
      ->type_name("DIR");
}

}  // namespace fiberloom::app
