#include <fmt/format.h>

#include <fiberloom/calibration/calibration_store.hpp>
#include <fiberloom/calibration/joint_identification.hpp>
#include <fiberloom/report/text_table.hpp>
#include <memory>

#include "command_line.hpp"
#include "rig_run.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

struct CalibrateOptions {
  RigOptions rig;
  double valid_hours = 24.0;
  std::size_t averages = 4;
};

report::Table parameter_table(const calibration::CalibrationDocument& document) {
  report::Table table{.caption = "Fitted twin",
                      .columns = {{.name = "parameter"},
                                  {.name = "value", .align = report::Align::right},
                                  {.name = "standard error", .align = report::Align::right}}};
  for (const calibration::CalibratedParameter& parameter : document.parameters) {
    table.rows.push_back({.cells = {parameter.name, fmt::format("{:.4f}", parameter.value),
                                    fmt::format("{:.4f}", parameter.standard_error)}});
  }
  return table;
}

Json parameters_json(const calibration::CalibrationDocument& document) {
  Json list = Json::array();
  for (const calibration::CalibratedParameter& parameter : document.parameters) {
    list.push_back({{"name", parameter.name},
                    {"value", parameter.value},
                    {"standard_error", parameter.standard_error}});
  }
  return list;
}

calibration::CalibrationDocument document_of(const calibration::Identification& identification,
                                             const OpenPlan& open, const CalibrateOptions& options,
                                             std::int64_t passes) {
  const auto now = std::chrono::system_clock::now();
  const auto validity =
      std::chrono::seconds(static_cast<std::int64_t>(options.valid_hours * 3600.0));
  calibration::CalibrationDocument document;
  document.rig = open.rig.name;
  document.bench = options.rig.bench_name();
  document.measured_at = calibration::utc_text(now);
  document.expires_at = calibration::utc_text(now + validity);
  document.light_path = open.plan.light_path;
  document.optical_passes = passes;
  document.id = calibration::calibration_id(document);
  calibration::write_parameters(identification, document);
  return document;
}

// Not-a-number is refused too, which the parser's own range check lets pass.
void check_validity(double hours) {
  constexpr double longest = 24.0 * 36525.0;  // a century: the documents' years have four digits
  if (!(hours > 0.0 && hours <= longest)) {
    throw UsageError("calibrate: --valid-hours must be above 0 and at most a century");
  }
}

Outcome calibrate(const CalibrateOptions& options, Context& context) {
  check_validity(options.valid_hours);
  const OpenPlan open = open_plan(options.rig);
  const StopSignal signal;
  RigOptions from_scratch = options.rig;
  from_scratch.no_calibration = true;
  ArmedRun run(open, from_scratch, context.workers(), signal.token());
  run.session().set_method("calibrate");
  const calibration::IdentificationOptions identification{
      .averages = options.averages, .seed = static_cast<std::uint64_t>(context.options().seed)};
  const calibration::Identification result = calibration::identify_twin(
      run.session(), open.model, open.settings, identification, context.workers());
  const calibration::CalibrationDocument document =
      document_of(result, open, options, run.ledger().total());
  const std::filesystem::path file =
      calibration::CalibrationStore(options.rig.store_folder()).save(document);
  context.say(report::render_text(parameter_table(document)));
  context.say(
      fmt::format("held-out traces: error {:.2e} before, {:.2e} after; {} optical passes\n"
                  "kept in {}, valid until {}\n",
                  result.error_before, result.error_after, document.optical_passes, file.string(),
                  document.expires_at));
  return {.document = {{"schema", "fiberloom.calibrate-result/1"},
                       {"calibration", document.id},
                       {"file", file.string()},
                       {"parameters", parameters_json(document)},
                       {"error_before", result.error_before},
                       {"error_after", result.error_after},
                       {"optical_passes", document.optical_passes},
                       {"seed", context.options().seed}}};
}

}  // namespace

void add_calibrate(CommandLine& line) {
  const auto options = std::make_shared<CalibrateOptions>();  // shared by the parser and the action
  CLI::App& command =
      line.add({.name = "calibrate",
                .summary = "Measure what a bench makes of its settings, and keep it with a date",
                .example = "fiberloom calibrate --rig spec --plan plan.json --bench 7"},
               [options](Context& context) { return calibrate(*options, context); });
  command.add_option("--plan", options->rig.plan, "Plan that the rig is wired for, .json")
      ->required()
      ->type_name("FILE");
  add_rig_options(command, options->rig);
  command.add_option("--valid-hours", options->valid_hours, "How long the calibration may be used")
      ->capture_default_str();
  command.add_option("--averages", options->averages, "Shots averaged for each probe frame")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
}

}  // namespace fiberloom::app
