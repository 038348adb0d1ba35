#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/sim/bench/fault.hpp>
#include <memory>

namespace fiberloom::sim {

/// How a bench is drawn and run.
struct SimulatedBenchOptions {
  hal::BenchSpread spread{};
  std::uint64_t seed = 0;
  std::size_t num_threads = 1;
  double shot_interval_s = 1e-4;  ///< from one shot to the next: frame, trigger, transfer
};

/// A bench that does not exist, down to its instruments, behind the same interfaces as one that does.
///
/// What its document says and what it is differ: every part is drawn from its tolerance by the seed and by its own name,
/// so that two benches of one seed share what they have in common. That truth stays in here.
/// Drift depends on the time of a shot, read once a simulated second; noise on the number of the shot.
/// Throws:  core::InvalidDocument when the rig has no bench or check_bench() finds mistakes; InputError for a light path that
///          does not fit.
struct SimulatedInstrumentRig {
  std::shared_ptr<hal::Bench> bench{};
  std::shared_ptr<FaultScript> faults{};
  std::unique_ptr<hal::Rig> rig{};  ///< a RigBackend over the bench's instruments
};

[[nodiscard]] SimulatedInstrumentRig make_simulated_instrument_rig(
    const hal::RigDocument& rig, const hal::LightPath& path, const hal::Catalog& catalog,
    const SimulatedBenchOptions& options);

}  // namespace fiberloom::sim
