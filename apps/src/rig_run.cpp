#include "rig_run.hpp"

#include <fmt/format.h>

#include <fiberloom/bench/connected_bench.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/plan_limits.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <fiberloom/sim/simulated_backend.hpp>
#include <utility>

#include "shared_data.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

std::optional<calibration::CalibrationDocument> calibration_for(const OpenPlan& open,
                                                                const RigOptions& options) {
  const calibration::CalibrationStore store(options.store_folder());
  const hal::Plan& plan = open.plan;
  if (plan.tuned && plan.calibration.empty()) {
    return std::
        nullopt;  // tuned with the nominal twin: what was found later does not go with these settings
  }
  if (!plan.tuned && options.no_calibration) {
    return std::nullopt;
  }
  auto newest = store.newest(open.rig.name, options.bench_name(), plan.light_path, utc_now());
  if (plan.tuned && (!newest || newest->id != plan.calibration)) {
    throw core::CalibrationError(
        "calibration.other",
        fmt::format(
            "{}: its settings rest on calibration {}, which is missing in {}, expired or no longer "
            "the newest; tune again, or name its folder with --store",
            options.plan, plan.calibration, options.store_folder().string()));
  }
  return newest;
}

void check_backend(const RigOptions& options) {
  if (options.backend != "sim" && options.backend != "bench" && options.backend != "wire") {
    throw core::InputError("input.backend",
                           fmt::format("--backend {}: there is no such backend; there are \"sim\", "
                                       "\"bench\" and \"wire\"",
                                       options.backend));
  }
  static_cast<void>(hal::bench_profile(options.profile));
}

ConnectedRig connect(const OpenPlan& open, const RigOptions& options, std::size_t num_threads) {
  if (options.backend == "wire") {
    ConnectedBench connected = connect_bench(open.rig, open.plan.light_path, open.catalog);
    return {.heartbeat = std::move(connected.heartbeat),
            .rig = hal::make_instrument_rig(connected.bench, open.rig, open.plan.light_path,
                                            open.catalog)};
  }
  if (options.backend == "bench") {
    return {.rig = sim::make_simulated_instrument_rig(
                       open.rig, open.plan.light_path, open.catalog,
                       {.spread = hal::bench_profile(options.profile),
                        .seed = static_cast<std::uint64_t>(options.bench),
                        .num_threads = num_threads})
                       .rig};
  }
  return {.rig = sim::make_simulated_rig(open.rig, open.plan.light_path,
                                         static_cast<std::uint64_t>(options.bench), num_threads)};
}

}  // namespace

fs::path RigOptions::store_folder() const {
  return store.empty() ? fs::path(plan).parent_path() / "calibrations" : fs::path(store);
}

std::string RigOptions::bench_name() const {
  if (backend == "wire") {
    return "wire";
  }
  return backend == "bench" ? fmt::format("simulated {} bench {}", profile, bench)
                            : fmt::format("simulated {}", bench);
}

void add_rig_options(CLI::App& command, RigOptions& options) {
  command
      .add_option("--rig", options.rig,
                  "Rig document, or the name of a built-in one: spec, hard, lab")
      ->required()
      ->type_name("spec|hard|lab|FILE");
  command
      .add_option(
          "--backend", options.backend,
          "What stands for the rig: a bench drawn from its tolerances (sim), a simulated one down "
          "to its instruments (bench), or the instruments at their addresses (wire)")
      ->type_name("sim|bench|wire");
  command
      .add_option("--profile", options.profile,
                  "How far the instruments of a simulated bench are from ideal")
      ->type_name("ideal|typical|rough");
  command
      .add_option("--bench", options.bench,
                  "Which of the benches that the rig document allows: the seed a simulated one is "
                  "drawn by")
      ->type_name("NUMBER")
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--store", options.store,
                  "Folder of calibrations (default: calibrations, beside the plan)")
      ->type_name("DIR");
}

OpenModel open_model(const core::Model& model, const hal::Plan& plan) {
  OpenModel open{.model = hal::buildable_model(model, plan.gauges), .settings = {}};
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const hal::PlannedStage& stage = plan.stages[m];
    open.settings.dispersion.push_back(
        hal::b_of(stage.dispersion_ps2 * core::units::ps2, plan.light_path));
    open.settings.nonlinear_phase.push_back(
        hal::nonlinear_phase_of(stage.launch_power_w * core::units::w, plan.light_path.stages[m]));
  }
  return open;
}

OpenPlan open_plan(const RigOptions& options) {
  check_backend(options);
  OpenPlan open{.plan = core::read_document<hal::Plan>(options.plan), .rig = find_rig(options.rig)};
  open.catalog = hal::catalog_for(open.rig);
  if (!open.plan.feasible) {
    throw core::InputError("plan.infeasible",
                           fmt::format("{}: the plan cannot be built ({}); map the model anew",
                                       options.plan, open.plan.problems.front().reason));
  }
  if (open.plan.rig != open.rig.name) {
    throw core::InputError("plan.rig",
                           fmt::format("{}: made for rig \"{}\", not for \"{}\"; map the model "
                                       "onto this rig",
                                       options.plan, open.plan.rig, open.rig.name));
  }
  hal::check_plan_limits(open.plan, open.rig, open.catalog);
  const fs::path model_file = fs::path(options.plan).parent_path() / open.plan.model;
  OpenModel opened = open_model(core::load_model(model_file), open.plan);
  open.model = std::move(opened.model);
  open.settings = std::move(opened.settings);
  std::vector<double> dispersion;
  std::vector<double> phase;
  for (const hal::PlannedStage& stage : open.plan.stages) {
    dispersion.push_back(stage.b);
    phase.push_back(stage.nonlinear_phase_rad);
  }
  if (dispersion != open.model.layers.beta2 || phase != open.model.layers.gamma) {
    throw core::InputError("plan.stale",
                           fmt::format("{}: the layers of {} have changed since the plan was "
                                       "made; map the model again",
                                       options.plan, model_file.string()));
  }
  return open;
}

ArmedRun::ArmedRun(const OpenPlan& open, const RigOptions& options, core::WorkerPool& workers,
                   std::stop_token stop)
    : open_(open),
      workers_(workers),
      calibration_(calibration_for(open, options)),
      rig_(connect(open, options, workers.num_workers())),
      permit_(rig_.rig->arm()),
      session_(rig_.rig->backend(), permit_, ledger_, std::move(stop)) {}

calibration::RigTask ArmedRun::task() {
  return {.model = open_.model,
          .settings = open_.settings,
          .twin = calibration_ ? calibration::twin_of(*calibration_)
                               : calibration::nominal_twin(open_.plan.stages.size()),
          .session = session_,
          .workers = workers_};
}

calibration::TunedRig ArmedRun::deployment() {
  const bool compensates = calibration_.has_value() && !open_.plan.tuned;
  return compensates ? calibration::compensate(task()) : calibration::deploy(task());
}

std::string utc_now() { return calibration::utc_text(std::chrono::system_clock::now()); }

}  // namespace fiberloom::app
