#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/hal/run.hpp>
#include <fiberloom/sim/bench/impairment.hpp>
#include <vector>

namespace fiberloom::sim {

/// How far a bench is from the ideal one: energy of what the ideal one does not explain, over all energy.
///
/// The field is that of one shot at the photodiode, at the times of the samples, after the best complex gain of each
/// frame: nobody sees the light's phase. The trace is the user's, after one real gain for all frames.
struct BenchError {
  double field_nmse = 0.0;
  double trace_nmse = 0.0;
};

struct ImpairmentRow {
  const Impairment* impairment = nullptr;
  bool is_on = false;    ///< the spread has it; otherwise `alone` is 0 and `without` is all
  BenchError alone{};    ///< the ideal bench but for this one
  BenchError without{};  ///< all of the spread but this one
};

/// What each impairment of a spread costs, in the order of impairments().
///
/// Small errors add up: where `sum` and `all` differ by much, some of them are not small, or undo each other.
struct ImpairmentReport {
  std::vector<ImpairmentRow> rows{};
  BenchError all{};
  BenchError sum{};  ///< of each alone
};

/// Which benches are asked about.
struct ImpairmentStudy {
  const hal::RigDocument& rig;  ///< with a bench
  const hal::LightPath& path;
  const hal::Catalog& catalog;
  hal::BenchSpread spread{};
  std::uint64_t first_seed = 0;  ///< of the first bench; the others follow
  std::size_t num_benches = 1;   ///< errors are means over them
};

/// Runs the request on every bench as a user would, through the instruments: powers are set by the meters that the bench
/// has, right or wrong.
///
/// Throws:  core::InputError "input.benches" for none; as make_simulated_instrument_rig() and Backend::run().
/// Threads: benches are shared out over the workers; the report does not depend on their number.
[[nodiscard]] ImpairmentReport report_impairments(const ImpairmentStudy& study,
                                                  const hal::RunRequest& request,
                                                  core::WorkerPool& workers);

}  // namespace fiberloom::sim
