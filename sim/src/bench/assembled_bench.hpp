#pragma once

#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <memory>

#include "bench_physics.hpp"

namespace fiberloom::sim {

/// A simulated bench with the truth beside it: what nobody outside this room may look at.
struct AssembledBench {
  SimulatedInstrumentRig instruments{};
  std::shared_ptr<BenchPhysics> physics{};  // shared with every instrument of the bench
};

/// Throws:  as make_simulated_instrument_rig.
[[nodiscard]] AssembledBench assemble_bench(const hal::RigDocument& rig, const hal::LightPath& path,
                                            const hal::Catalog& catalog,
                                            const SimulatedBenchOptions& options);

}  // namespace fiberloom::sim
