#include "demo_run.hpp"

#include <fiberloom/core/dataset_files.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <fiberloom/sim/simulated_backend.hpp>

#include "builtin_recipes.hpp"
#include "demo_wire.hpp"
#include "rig_run.hpp"
#include "shared_data.hpp"
#include "training_run.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

DemoModel train_model(const std::string& recipe, const core::Dataset& data, std::uint64_t seed,
                      const fs::path& folder, core::WorkerPool& workers, std::stop_token stop) {
  const fs::path checkpoint = folder / (recipe + ".checkpoint");
  TrainedModel trained = run_training(
      {.recipe = find_recipe(recipe), .seed = seed, .checkpoint = checkpoint}, data, workers,
      [](std::size_t, const core::TrainingState&) {}, stop);
  core::save_model(folder / (recipe + ".safetensors"), trained.model);
  fs::remove(checkpoint);
  const Score score = score_of(trained.model, data, workers);
  return {.model = std::move(trained.model), .state = std::move(trained.state), .score = score};
}

calibration::Ladder climb_on_bench(const DemoResult& result, const OpenModel& open,
                                   std::int64_t bench, std::uint64_t seed, std::stop_token stop) {
  core::WorkerPool alone(1);
  const std::unique_ptr<hal::Rig> rig = sim::make_simulated_rig(result.rig, result.plan.light_path,
                                                                static_cast<std::uint64_t>(bench));
  const hal::EmissionPermit permit = rig->arm();
  hal::PassLedger ledger;
  calibration::RigSession session(rig->backend(), permit, ledger, std::move(stop));
  const calibration::RigTask task{.model = open.model,
                                  .settings = open.settings,
                                  .twin = calibration::nominal_twin(result.plan.stages.size()),
                                  .session = session,
                                  .workers = alone};
  const core::TrainingOptions digital = find_recipe(result.task.recipe).options;
  const calibration::LadderOptions options{
      .readout = calibration::readout_options(digital, seed),
      .physics_aware = calibration::physics_aware_options(digital, seed),
      .identification = {.seed = seed}};
  return calibration::climb_ladder(task, result.data, options);
}

hal::Plan map_for_demo(const DemoResult& result, const fs::path& folder) {
  hal::Plan plan = hal::map_model(result.trained.model, result.rig, hal::catalog_for(result.rig));
  plan.model = result.task.recipe + ".safetensors";
  core::save_document(folder / (result.task.recipe + ".plan.json"), plan);
  if (!plan.feasible) {
    throw core::InputError("plan.infeasible", "demo: task " + result.task.letter +
                                                  " cannot be built on rig " + result.rig.name +
                                                  ": " + plan.problems.front().reason);
  }
  return plan;
}

}  // namespace

const std::vector<DemoTask>& demo_tasks() {
  static const std::vector<DemoTask> tasks{{.letter = "A",
                                            .title = "Spectrum in glass",
                                            .data = "FordA125",
                                            .recipe = "forda-time-lens",
                                            .ablation = ""},
                                           {.letter = "B",
                                            .title = "Kerr layers that matter",
                                            .data = "FordA125",
                                            .recipe = "forda-kerr",
                                            .ablation = "forda-dispersion-only"},
                                           {.letter = "T",
                                            .title = "Trace through a time lens",
                                            .data = "Trace",
                                            .recipe = "trace-time-lens",
                                            .ablation = ""}};
  return tasks;
}

std::size_t num_pieces(const DemoTask& task, const DemoOptions& options) {
  return 3 + (task.ablation.empty() ? 0U : 1U) + options.num_benches;
}

DemoResult run_demo_task(const DemoTask& task, const DemoOptions& options, const fs::path& folder,
                         core::WorkerPool& workers, const PieceDone& done, std::stop_token stop) {
  DemoResult result{.task = task, .rig = find_rig(options.rig)};
  result.data = core::load_dataset(shared_data_folder() / "demo" / "data" / task.data);
  result.baselines = baseline_scores(result.data);
  result.trained = train_model(task.recipe, result.data, options.seed, folder, workers, stop);
  done("trained " + task.recipe);
  if (!task.ablation.empty()) {
    result.ablation.push_back(
        train_model(task.ablation, result.data, options.seed, folder, workers, stop));
    done("trained " + task.ablation);
  }
  result.plan = map_for_demo(result, folder);
  const OpenModel open = open_model(result.trained.model, result.plan);
  result.benches.resize(options.num_benches);
  workers.run(options.num_benches, [&](std::size_t index, std::size_t) {
    const std::int64_t bench = options.first_bench + static_cast<std::int64_t>(index);
    result.benches[index] = climb_on_bench(result, open, bench, options.seed + index, stop);
    done("task " + task.letter + ", bench " + std::to_string(bench));
  });
  result.wire = run_over_wire(result, options, workers, done, stop);
  return result;
}

}  // namespace fiberloom::app
