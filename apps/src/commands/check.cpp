#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <filesystem>
#include <memory>

#include "check/check_light.hpp"
#include "check/check_report.hpp"
#include "check/model_check.hpp"
#include "command_line.hpp"
#include "number_checks.hpp"
#include "output_checks.hpp"
#include "shared_data.hpp"
#include "study/operator_words.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

struct CheckOptions {
  std::string model;
  std::string rig;
  std::string report;
  std::vector<std::string> sample_rates;
  double target_db = -30.0;
  CheckLightSource light;
};

// Of generators and digitisers one can buy, whole and divided by an oversampling.
const std::vector<double>& usual_rates_gsa_per_s() {
  static const std::vector<double> rates{1.25, 5.0,  10.0, 12.0, 25.0,
                                         32.0, 46.0, 64.0, 92.0, 120.0};
  return rates;
}

std::vector<double> rates_of(const CheckOptions& options) {
  if (options.sample_rates.empty()) {
    return usual_rates_gsa_per_s();
  }
  std::vector<double> rates;
  for (const std::string& text : options.sample_rates) {
    rates.push_back(1e-9 * parse_sample_rate(text, "check"));
  }
  return rates;
}

void require_cascade(const core::Model& model, const std::string& name) {
  if (model.shots != 1) {
    throw core::InputError("input.model", name + ": check reads one cascade; this model has " +
                                              std::to_string(model.shots) + " shots side by side");
  }
  if (model.layers.num_layers() == 0) {
    throw core::InputError("input.model", name + ": the model has no layers to check");
  }
}

Outcome check(const CheckOptions& options, Context& context) {
  if (!options.report.empty()) {
    const std::vector<fs::path> inputs{options.model, options.rig, options.light.data};
    require_writable(options.report);
    require_apart(options.report, inputs);
  }
  CheckRequest request;
  request.model_name = options.model;
  request.seed = static_cast<std::uint64_t>(context.options().seed);
  request.target_db = options.target_db;
  request.sample_rates_gsa_per_s = rates_of(options);
  core::Model model = core::load_model(options.model);
  require_cascade(model, options.model);
  if (!options.rig.empty()) {
    request.rig = find_rig(options.rig);
  }
  CheckLightSource source = options.light;
  source.seed = request.seed;
  request.light = check_light(model, source, context.workers());
  const ModelCheck found = check_model(std::move(model), std::move(request), context.workers());
  if (!options.report.empty()) {
    write_check_report(options.report, found);
  }
  context.say(text_of(found));
  return {.document = json_of(found),
          .exit_code = found.is_possible() ? ExitCode::done : ExitCode::infeasible};
}

}  // namespace

void add_check(CommandLine& line) {
  const auto options = std::make_shared<CheckOptions>();  // shared by the parser and the action
  CLI::App& command =
      line.add({.name = "check",
                .summary = "Say what a model alone already rules out, before any parts",
                .example = "fiberloom check model.safetensors --data apps/demo/data/FordA125 --rig "
                           "spec --report check.html"},
               [options](Context& context) { return check(*options, context); });
  command.add_option("MODEL", options->model, "Model, .safetensors")->required()->type_name("FILE");
  command
      .add_option("--data", options->light.data,
                  "Data set whose training records are the light, or records as .npy; without it, "
                  "seeded complex Gaussian light")
      ->type_name("PATH");
  command
      .add_option("--rig", options->rig,
                  "Rig document, or the name of a built-in one: what of it the model rules out")
      ->type_name("spec|hard|lab|FILE");
  command
      .add_option("--sample-rate", options->sample_rates,
                  "Model samples per second, such as 46GHz; several, with commas between (default: "
                  "ten usual ones)")
      ->delimiter(',')
      ->type_name("RATE");
  command
      .add_option("--target", options->target_db,
                  "NMSE in dB that all tolerances together may spend (default -30)")
      ->check(number_within(-200.0, -1.0))
      ->type_name("DB");
  command
      .add_option("--records", options->light.records,
                  "Records that are sent, at most (default 20)")
      ->check(whole_number(1, 100000))
      ->type_name("COUNT");
  command.add_option("--report", options->report, "Report to be written, .html")->type_name("FILE");
}

}  // namespace fiberloom::app
