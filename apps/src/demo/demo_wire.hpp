#pragma once

#include <cstddef>
#include <stop_token>

#include "demo_run.hpp"

namespace fiberloom::app {

/// Maps the task's model onto rig "lab" and runs it there in both ways, with the same seed.
///
/// Throws:  as run_demo_task; InstrumentError from a wire.
[[nodiscard]] WireResult run_over_wire(const DemoResult& result, const DemoOptions& options,
                                       core::WorkerPool& workers, const PieceDone& done,
                                       std::stop_token stop);

}  // namespace fiberloom::app
