#include "demo_wire.hpp"

#include <fiberloom/bench/connected_bench.hpp>
#include <fiberloom/bench/virtual_bench.hpp>
#include <fiberloom/calibration/ladder.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <utility>

#include "builtin_recipes.hpp"
#include "rig_run.hpp"
#include "shared_data.hpp"

namespace fiberloom::app {
namespace {

constexpr double clock_rate = 1000.0;  // nobody waits for a spool that is not there

// The model on the rig, and how it is put there.
struct Installed {
  hal::RigDocument rig;
  hal::Catalog catalog;
  hal::Plan plan;
  OpenModel open;
};

Installed install(const DemoResult& result, const std::string& rig_name) {
  hal::RigDocument rig = find_rig(rig_name);
  hal::Catalog catalog = hal::catalog_for(rig);
  hal::Plan plan = hal::map_model(result.trained.model, rig, catalog);
  if (!plan.feasible) {
    throw core::InputError("plan.infeasible", "demo: task " + result.task.letter +
                                                  " cannot be built on rig " + rig_name + ": " +
                                                  plan.problems.front().reason);
  }
  OpenModel open = open_model(result.trained.model, plan);
  return {std::move(rig), std::move(catalog), std::move(plan), std::move(open)};
}

// Test accuracy as deployed, and with a readout that was trained on the bench's own traces.
std::vector<double> climb(hal::Rig& rig, const Installed& installed, const DemoResult& result,
                          std::uint64_t seed, core::WorkerPool& workers, std::stop_token stop) {
  const hal::EmissionPermit permit = rig.arm();
  hal::PassLedger ledger;
  calibration::RigSession session(rig.backend(), permit, ledger, std::move(stop));
  const calibration::RigTask task{.model = installed.open.model,
                                  .settings = installed.open.settings,
                                  .twin = calibration::nominal_twin(installed.plan.stages.size()),
                                  .session = session,
                                  .workers = workers};
  session.set_method("deployed");
  const calibration::TunedRig deployed = calibration::deploy(task);
  const double as_it_is = calibration::rig_accuracy(task, deployed, result.data.test);
  session.set_method("readout only");
  const calibration::TunedRig tuned = calibration::tune_readout(
      task, deployed, result.data.train,
      calibration::readout_options(find_recipe(result.task.recipe).options, seed),
      calibration::readout_repeats(result.data.train.labels.size()));
  return {as_it_is, calibration::rig_accuracy(task, tuned, result.data.test)};
}

}  // namespace

WireResult run_over_wire(const DemoResult& result, const DemoOptions& options,
                         core::WorkerPool& workers, const PieceDone& done, std::stop_token stop) {
  WireResult wire{.rig = "lab",
                  .profile = "typical",
                  .bench = options.first_bench,
                  .num_test_records = result.data.test.labels.size()};
  const Installed installed = install(result, wire.rig);
  const hal::LightPath& path = installed.plan.light_path;
  const sim::SimulatedBenchOptions bench{.spread = hal::bench_profile(wire.profile),
                                         .seed = static_cast<std::uint64_t>(wire.bench),
                                         .num_threads = workers.num_workers()};
  const sim::SimulatedInstrumentRig inside =
      sim::make_simulated_instrument_rig(installed.rig, path, installed.catalog, bench);
  const std::vector<double> in_process =
      climb(*inside.rig, installed, result, options.seed, workers, stop);
  done("task " + result.task.letter + ", instruments in process");

  const VirtualBench served(installed.rig, path, installed.catalog, bench,
                            {.clock_rate = clock_rate});
  const ConnectedBench connected = connect_bench(served.rig(), path, installed.catalog);
  const std::unique_ptr<hal::Rig> rig =
      hal::make_instrument_rig(connected.bench, served.rig(), path, installed.catalog);
  const std::vector<double> over_wire = climb(*rig, installed, result, options.seed, workers, stop);
  done("task " + result.task.letter + ", instruments on wires");

  wire.num_instruments = served.served().size();
  wire.rungs = {{"deployed", in_process[0], over_wire[0]},
                {"readout only", in_process[1], over_wire[1]}};
  return wire;
}

}  // namespace fiberloom::app
