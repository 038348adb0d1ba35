#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "demo_task.hpp"

namespace fiberloom::core {
class WorkerPool;
}

namespace fiberloom::app {

/// How large the demo is made.
struct DemoOptions {
  std::string rig = "spec";
  std::size_t num_benches = 20;
  std::int64_t first_bench =
      2000;  ///< no option of the demo was ever chosen by a bench from here on
  std::uint64_t seed = 0;
};

/// Called when a piece of work is done; pieces are numbered over the whole task. May be called from several threads.
using PieceDone = std::function<void(const std::string& what)>;

/// Pieces of work of a task: trainings, benches, and the bench of instruments in process and on wires.
std::size_t num_pieces(const DemoTask& task, const DemoOptions& options);

/// Trains a task, maps it, climbs the ladder on every bench, and runs it on a virtual bench over sockets; model and plan are
/// written into `folder`.
///
/// Benches are shared out over the workers; every bench is computed by one thread, so that results do not depend on
/// how many there are.
/// Throws:  as training, mapping and climb_ladder; InputError "plan.infeasible" when the rig cannot take the model.
DemoResult run_demo_task(const DemoTask& task, const DemoOptions& options,
                         const std::filesystem::path& folder, core::WorkerPool& workers,
                         const PieceDone& done, std::stop_token stop);

}  // namespace fiberloom::app
