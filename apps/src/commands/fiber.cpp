#include <fmt/format.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/fiber_run.hpp>
#include <fiberloom/core/npy.hpp>
#include <memory>
#include <numeric>

#include "command_line.hpp"
#include "output_checks.hpp"
#include "progress_bar.hpp"

namespace fiberloom::app {
namespace {

struct FiberOptions {
  std::string spec;
  std::string input;
  std::string output;
  bool has_photon_noise = false;
};

constexpr std::size_t progress_units = 10000;
constexpr double joule_per_picojoule = 1e-12;

void require_fit(const core::FiberDocument& document, const core::FieldBatch<double>& fields,
                 const FiberOptions& options) {
  const auto wanted = static_cast<std::size_t>(document.grid.samples);
  if (fields.samples() != wanted) {
    throw core::InputError(
        "input.shape", fmt::format("{}: has {} samples, {}#/grid/samples says {}", options.input,
                                   fields.samples(), options.spec, wanted));
  }
  if (options.has_photon_noise && !document.grid.center_wavelength_nm) {
    throw core::InputError("input.noise",
                           fmt::format("{}#/grid/center_wavelength_nm: missing; --photon-noise "
                                       "needs the energy of a photon",
                                       options.spec));
  }
}

Json json_of(const core::FiberRunReport& report) {
  Json rows = Json::array();
  for (const core::FiberRowReport& row : report.rows) {
    rows.push_back({{"steps", row.steps},
                    {"rejected_steps", row.rejected_steps},
                    {"input_energy_pj", row.input_energy_j / joule_per_picojoule},
                    {"output_energy_pj", row.output_energy_j / joule_per_picojoule}});
  }
  return rows;
}

Json json_of(const std::vector<core::FiberWarning>& warnings) {
  Json all = Json::array();
  for (const core::FiberWarning& warning : warnings) {
    all.push_back({{"code", warning.code}, {"message", warning.message}});
  }
  return all;
}

core::FiberRunReport run(const core::FiberDocument& document, core::FieldBatch<double>& fields,
                         const FiberOptions& options, Context& context) {
  ProgressBar bar(context.progress_stream(), context.shows_progress(), "fibre", progress_units);
  core::FiberRunOptions wanted;
  if (options.has_photon_noise) {
    wanted.photon_noise_seed = static_cast<std::uint64_t>(context.options().seed);
  }
  if (context.shows_progress()) {
    wanted.progress = [&bar](double share) {
      bar.show(static_cast<std::size_t>(share * static_cast<double>(progress_units)));
    };
  }
  return core::run_fiber(document, fields, context.workers(), wanted);
}

Outcome fiber(const FiberOptions& options, Context& context) {
  require_writable(options.output);
  const std::filesystem::path inputs[] = {options.spec, options.input};
  require_apart(options.output, inputs);
  const auto document = core::read_document<core::FiberDocument>(options.spec);
  const core::NpyArray array = core::read_npy(options.input);
  core::FieldBatch<double> fields = core::to_field_batch(array, options.input);
  require_fit(document, fields, options);
  const core::FiberRunReport report = run(document, fields, options, context);
  if (array.shape.size() == 1) {
    core::write_npy_row(options.output, fields.row(0));
  } else {
    core::write_npy(options.output, fields);
  }
  for (const core::FiberWarning& warning : report.warnings) {
    context.note("warning: " + warning.message + "\n");
  }
  const auto steps = std::accumulate(
      report.rows.begin(), report.rows.end(), std::size_t{0},
      [](std::size_t sum, const core::FiberRowReport& row) { return sum + row.steps; });
  context.note(fmt::format("wrote {}: {} fields of {} samples, {} steps\n", options.output,
                           fields.batch(), fields.samples(), steps));
  return {.document = {{"schema", "fiberloom.fiber-result/1"},
                       {"spec", options.spec},
                       {"input", options.input},
                       {"output", options.output},
                       {"shape", array.shape},
                       {"photon_noise", options.has_photon_noise},
                       {"rows", json_of(report)},
                       {"warnings", json_of(report.warnings)},
                       {"seed", context.options().seed}}};
}

}  // namespace

void add_fiber(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<FiberOptions>();
  CLI::App& command =
      line.add({.name = "fiber",
                .summary = "Send fields through a physical fibre",
                .example = "fiberloom fiber spec.json --input a.npy --output b.npy"},
               [options](Context& context) { return fiber(*options, context); });
  command.add_option("SPEC", options->spec, "Fibre, grid and solver, .json (fiberloom.fiber/1)")
      ->required()
      ->type_name("FILE");
  command
      .add_option("-i,--input", options->input,
                  "Fields, .npy: [samples] or [batch, samples], in sqrt(W), time centred")
      ->required()
      ->type_name("FILE");
  command
      .add_option("-o,--output", options->output,
                  "Fields behind the fibre, .npy: complex128 of the same shape")
      ->required()
      ->type_name("FILE");
  command.add_flag("--photon-noise", options->has_photon_noise,
                   "Add one photon of random phase to every mode first, drawn by --seed");
}

}  // namespace fiberloom::app
