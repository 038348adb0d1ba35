#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/network.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/sim/bench/impairment_report.hpp>
#include <memory>

#include "command_line.hpp"
#include "model_data.hpp"
#include "rig_run.hpp"
#include "stop_signal.hpp"
#include "study/impairment_table.hpp"

namespace fiberloom::app {
namespace {

struct ImpairmentOptions {
  RigOptions rig;
  std::string data;
  std::size_t num_benches = 1;
  std::size_t num_records = 16;
};

// The first test records, as the plan's network sends them.
core::FieldBatch<double> waveform_of(const OpenPlan& open, const ImpairmentOptions& options,
                                     core::WorkerPool& workers) {
  const core::Dataset data =
      load_dataset_for(options.data, open.model.record_length(), open.model.resample_input);
  const core::RealBatch<double>& records = data.test.series;
  core::RealBatch<double> first(std::min(options.num_records, records.batch()), records.samples());
  std::copy_n(records.values().begin(), first.values().size(), first.values().begin());
  return core::Network(open.model, workers).encode(first);
}

Outcome report_on_rig(const ImpairmentOptions& options, Context& context) {
  const hal::BenchSpread spread = hal::bench_profile(options.rig.profile);
  const OpenPlan open = open_plan(options.rig);
  const StopSignal signal;
  const hal::RunRequest request{.stages = hal::planned_settings(open.plan),
                                .waveform = waveform_of(open, options, context.workers()),
                                .stop = signal.token()};
  const sim::ImpairmentReport report =
      sim::report_impairments({.rig = open.rig,
                               .path = open.plan.light_path,
                               .catalog = open.catalog,
                               .spread = spread,
                               .first_seed = static_cast<std::uint64_t>(context.options().seed),
                               .num_benches = options.num_benches},
                              request, context.workers());
  context.say(fmt::format("{} on rig {}, {} bench{} of profile {}, {} records\n", open.plan.model,
                          open.rig.name, options.num_benches, options.num_benches == 1 ? "" : "es",
                          options.rig.profile, request.waveform.batch()));
  context.say(text_of(report));
  Json document{{"schema", "fiberloom.impairments/1"},
                {"rig", open.rig.name},
                {"profile", options.rig.profile},
                {"benches", options.num_benches},
                {"records", request.waveform.batch()}};
  document.update(json_of(report));
  document["seed"] = context.options().seed;
  return {.document = std::move(document)};
}

}  // namespace

void add_impairments(CommandLine& line) {
  const auto options =
      std::make_shared<ImpairmentOptions>();  // shared by the parser and the action
  CLI::App& command = line.add(
      {.name = "impairments",
       .summary = "Tell what each imperfection of a simulated bench costs a plan",
       .example =
           "fiberloom impairments plan.json apps/demo/data/FordA125 --rig lab --profile rough "
           "--benches 5"},
      [options](Context& context) { return report_on_rig(*options, context); });
  command.add_option("PLAN", options->rig.plan, "Plan, .json")->required()->type_name("FILE");
  command.add_option("DATA", options->data, "Data set")->required()->type_name("PATH");
  command
      .add_option("--rig", options->rig.rig,
                  "Rig document with a bench, or the name of a built-in one: lab")
      ->required()
      ->type_name("lab|FILE");
  command
      .add_option("--profile", options->rig.profile,
                  "How far the instruments of the benches are from ideal")
      ->type_name("ideal|typical|rough");
  command
      .add_option("--benches", options->num_benches,
                  "How many benches to average over; the first is drawn by --seed")
      ->type_name("NUMBER")
      ->check(CLI::Range(1, 1000));
  command
      .add_option("--records", options->num_records, "How many test records to send (default: 16)")
      ->type_name("NUMBER")
      ->check(CLI::Range(1, 100000));
}

}  // namespace fiberloom::app
