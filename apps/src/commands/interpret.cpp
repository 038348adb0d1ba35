#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <filesystem>
#include <memory>

#include "command_line.hpp"
#include "output_checks.hpp"
#include "study/interpretation.hpp"
#include "study/interpretation_report.hpp"
#include "study/operator_words.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

struct InterpretOptions {
  std::string model;
  std::string sample_rate;
  std::string report;
};

Outcome run_interpret(const InterpretOptions& options, Context& context) {
  if (!options.report.empty()) {
    const std::vector<fs::path> inputs{options.model};
    require_writable(options.report);
    require_apart(options.report, inputs);
  }
  InterpretationRequest request{.model_name = options.model,
                                .seed = static_cast<std::uint64_t>(context.options().seed)};
  if (!options.sample_rate.empty()) {
    request.sample_rate_hz = parse_sample_rate(options.sample_rate, "interpret");
  }
  core::Model model = core::load_model(options.model);
  if (model.shots != 1) {
    throw core::InputError("input.model", options.model +
                                              ": interpret reads one cascade; this model has " +
                                              std::to_string(model.shots) + " shots side by side");
  }
  if (model.layers.num_layers() == 0) {
    throw core::InputError("input.model", options.model + ": the model has no layers to interpret");
  }
  const Interpretation reading = interpret(std::move(model), request, context.workers());
  if (!options.report.empty()) {
    write_interpretation_report(options.report, reading);
  }
  context.say(text_of(reading));
  return {.document = json_of(reading)};
}

}  // namespace

void add_interpret(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<InterpretOptions>();
  CLI::App& command = line.add(
      {.name = "interpret",
       .summary = "Say in words and plots what every number of a model does to light",
       .example = "fiberloom interpret model.safetensors --sample-rate 46GHz --report layers.html"},
      [options](Context& context) { return run_interpret(*options, context); });
  command.add_option("MODEL", options->model, "Model, .safetensors")->required()->type_name("FILE");
  command
      .add_option("--sample-rate", options->sample_rate,
                  "Model samples per second, such as 46GHz: dispersion in picoseconds as well")
      ->type_name("RATE");
  command.add_option("--report", options->report, "Report to be written, .html")->type_name("FILE");
}

}  // namespace fiberloom::app
