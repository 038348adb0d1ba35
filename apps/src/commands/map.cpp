#include <fmt/format.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/mapping_search.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "command_line.hpp"
#include "mapping/map_report.hpp"
#include "mapping/mapping_options.hpp"
#include "mapping/plan_budget.hpp"
#include "mapping/search_weights.hpp"
#include "model_data.hpp"
#include "number_checks.hpp"
#include "output_checks.hpp"
#include "progress_bar.hpp"
#include "shared_data.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

// Virtual rigs are none of those that `run --bench N` may stand for.
constexpr std::uint64_t first_virtual_seed = 1000000;

struct MapOptions {
  std::string model;
  std::string rig;
  std::string data;
  std::string plan;
  std::string report;
  std::string backend;
  std::string profile = "typical";
  std::int64_t virtual_rigs = 200;
  MappingChoice choice;
};

void check_outputs(const MapOptions& options) {
  std::vector<fs::path> inputs{options.model, options.rig};
  require_apart(options.plan, inputs);
  require_writable(options.plan);
  if (!options.report.empty()) {
    inputs.emplace_back(options.plan);
    require_apart(options.report, inputs);
    require_writable(options.report);
  }
}

std::string relative_to_plan(const std::string& model, const std::string& plan) {
  const fs::path folder = fs::absolute(plan).parent_path();
  return fs::absolute(model)
      .lexically_normal()
      .lexically_relative(folder.lexically_normal())
      .string();
}

VirtualRigOptions rig_options(const MapOptions& options, const hal::RigDocument& rig,
                              const Context& context) {
  static_cast<void>(hal::bench_profile(options.profile));
  const std::string usual = rig.bench ? "bench" : "sim";
  return {.backend = options.backend.empty() ? usual : options.backend,
          .profile = options.profile,
          .num_rigs = static_cast<std::size_t>(options.virtual_rigs),
          .seed = first_virtual_seed + static_cast<std::uint64_t>(context.options().seed)};
}

// A bar for each thing that takes its time, one after the other.
class ShownProgress {
 public:
  explicit ShownProgress(Context& context) : context_(context) {}

  void show(const std::string& doing, std::size_t done, std::size_t total) {
    if (doing != shown_) {
      bar_.reset();
      bar_ = std::make_unique<ProgressBar>(context_.progress_stream(), context_.shows_progress(),
                                           doing, total);
      shown_ = doing;
    }
    bar_->show(done);
  }

 private:
  Context& context_;
  std::unique_ptr<ProgressBar> bar_;
  std::string shown_;
};

std::optional<core::Dataset> data_for(const MapOptions& options, const core::Model& model) {
  if (options.data.empty()) {
    return std::nullopt;
  }
  require_classifier(model, options.model, 0, options.data);
  core::Dataset data = load_dataset_for(options.data, model.record_length(), model.resample_input);
  require_classifier(model, options.model, data.num_classes, options.data);
  return data;
}

BudgetQuestion question_of(const MapResult& result, const core::Dataset* data,
                           const MapOptions& options, const Context& context) {
  return {.model = result.model,
          .rig = result.rig,
          .catalog = result.catalog,
          .plan = result.plan,
          .data = data,
          .profile = options.profile,
          .seed = static_cast<std::uint64_t>(context.options().seed)};
}

// Launch powers make up for what parts leave over; light that no derivative can be had for leaves the plan as it is, and
// the study says why.
void refine(MapResult& result, const core::Dataset* data, const MapOptions& options,
            Context& context) {
  try {
    result.plan = refined_plan(question_of(result, data, options, context), context.workers());
  } catch (const core::InputError& error) {
    context.note(fmt::format("map: launch powers are not refined: {}\n", error.what()));
  }
  try {
    note_brillouin_lines(result.plan, question_of(result, data, options, context),
                         context.workers());
  } catch (const core::InputError& error) {
    context.note(fmt::format("map: spectral lines are not counted: {}\n", error.what()));
  }
}

hal::Plan search(const MapOptions& options, MapResult& result, const core::Dataset* data,
                 Context& context) {
  SearchWeights weights = search_weights(result.model, data, context.workers());
  result.objective_words = std::move(weights.words);
  hal::MappingOptions asked = options.choice.options();
  asked.weights = std::move(weights.weights);
  return hal::search_mapping(result.model, result.rig, result.catalog, asked);
}

MapStudy study(const MapOptions& options, MapResult& result, const core::Dataset* data,
               Context& context) {
  refine(result, data, options, context);
  ShownProgress progress(context);
  return study_mapping({.model = result.model,
                        .rig = result.rig,
                        .catalog = result.catalog,
                        .plan = result.plan,
                        .data = data,
                        .options = rig_options(options, result.rig, context),
                        .light_seed = static_cast<std::uint64_t>(context.options().seed)},
                       context.workers(),
                       [&](const std::string& doing, std::size_t done, std::size_t total) {
                         progress.show(doing, done, total);
                       });
}

Outcome map(const MapOptions& options, Context& context) {
  check_outputs(options);
  MapResult result{.names = {.model = options.model, .data = options.data, .rig = options.rig},
                   .model = core::load_model(options.model),
                   .rig = find_rig(options.rig),
                   .seed = context.options().seed};
  result.catalog = hal::catalog_for(result.rig);
  const std::optional<core::Dataset> found = data_for(options, result.model);
  const core::Dataset* data = found ? &*found : nullptr;
  result.plan = search(options, result, data, context);
  result.plan.model = relative_to_plan(options.model, options.plan);
  if (result.model.operators.empty()) {
    result.gauges = core::network_gauges(result.model);
  }
  result.study = study(options, result, data, context);
  core::save_document(options.plan, result.plan);
  if (!options.report.empty()) {
    write_map_report(options.report, result);
  }
  context.say(text_of(result));
  if (!result.plan.feasible) {
    context.say(fmt::format("A network that this rig can build:\n  {}\n",
                            retraining_command(options.model, options.data, options.rig)));
  }
  return {.document = json_of(result),
          .exit_code = result.plan.feasible ? ExitCode::done : ExitCode::infeasible};
}

void add_prediction_options(CLI::App& command, MapOptions& options) {
  command
      .add_option("--data", options.data,
                  "Data set, to predict accuracies on virtual rigs and of alternatives")
      ->type_name("PATH");
  command
      .add_option("--virtual-rigs", options.virtual_rigs,
                  "Rigs to be drawn from the tolerances, from --seed on")
      ->type_name("N")
      ->check(whole_number(2, 100000));
  command
      .add_option("--backend", options.backend,
                  "What virtual rigs are drawn from: the tolerances of the rig document (sim), or "
                  "its bench down to the instruments (bench, the default where there is one)")
      ->type_name("sim|bench")
      ->check(CLI::IsMember({"sim", "bench"}));
  command
      .add_option("--profile", options.profile, "How far the instruments of a bench are from ideal")
      ->type_name("ideal|typical|rough");
}

}  // namespace

void add_map(CommandLine& line) {
  const auto options = std::make_shared<MapOptions>();  // shared by the parser and the action
  CLI::App& command = line.add(
      {.name = "map",
       .summary = "Map a trained model onto the parts of a rig, or say why it cannot be built",
       .example = "fiberloom map model.safetensors --rig spec -o plan.json --report map.html\n"
                  "fiberloom map model.safetensors --rig lab -o plan.json --data "
                  "apps/demo/data/FordA125 --report map.html --json"},
      [options](Context& context) { return map(*options, context); });
  command.add_option("MODEL", options->model, "Model, .safetensors")->required()->type_name("FILE");
  command
      .add_option("--rig", options->rig,
                  "Rig document, or the name of a built-in one: spec, hard, lab")
      ->required()
      ->type_name("spec|hard|lab|FILE");
  command.add_option("-o,--output", options->plan, "Plan to be written, .json")
      ->required()
      ->type_name("FILE");
  command.add_option("--report", options->report, "Report to be written, .html")->type_name("FILE");
  add_prediction_options(command, *options);
  add_mapping_options(command, options->choice);
}

}  // namespace fiberloom::app
