#include <fmt/format.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <filesystem>
#include <memory>

#include "command_line.hpp"
#include "map_report.hpp"
#include "output_checks.hpp"
#include "shared_data.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

struct MapOptions {
  std::string model;
  std::string rig;
  std::string plan;
  std::string report;
};

Outcome map(const MapOptions& options, Context& context) {
  std::vector<fs::path> inputs{options.model, options.rig};
  require_apart(options.plan, inputs);
  require_writable(options.plan);
  if (!options.report.empty()) {
    inputs.push_back(options.plan);
    require_apart(options.report, inputs);
    require_writable(options.report);
  }
  const core::Model model = core::load_model(options.model);
  const hal::RigDocument rig = find_rig(options.rig);
  hal::Plan plan = hal::map_model(model, rig, hal::catalog_for(rig));
  const fs::path folder = fs::absolute(options.plan).parent_path();
  plan.model = fs::absolute(options.model)
                   .lexically_normal()
                   .lexically_relative(folder.lexically_normal())
                   .string();
  core::save_document(options.plan, plan);
  if (!options.report.empty()) {
    write_map_report(options.report, plan, rig, options.model);
  }
  context.say(map_text(plan));
  return {.document = {{"schema", "fiberloom.map-result/1"},
                       {"feasible", plan.feasible},
                       {"plan", Json::parse(core::to_document_text(plan))},
                       {"seed", context.options().seed}},
          .exit_code = plan.feasible ? ExitCode::done : ExitCode::infeasible};
}

}  // namespace

void add_map(CommandLine& line) {
  const auto options = std::make_shared<MapOptions>();  // shared by the parser and the action
  CLI::App& command = line.add(
      {.name = "map",
       .summary = "Map a trained model onto the parts of a rig, or say why it cannot be built",
       .example = "fiberloom map model.safetensors --rig spec -o plan.json --report map.html"},
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
}

}  // namespace fiberloom::app
