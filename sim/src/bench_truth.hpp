#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/hal/rig_document.hpp>
#include <vector>

namespace fiberloom::sim {

/// What a drawn bench really is. Private to this room.
struct BenchTruth {
  std::vector<double> dispersion_factor;       ///< realised over set, one per stage
  std::vector<double> nonlinear_phase_factor;  ///< realised over set, one per stage
  double readout_skew_samples = 0.0;           ///< model samples; positive: the trace comes late
  double receiver_gain = 1.0;
};

/// Draws a bench. Each quantity has a random stream of its own, so that a bench with more stages begins like one with
/// fewer.
BenchTruth draw_bench(const hal::RigTolerances& tolerances, std::size_t num_stages,
                      std::uint64_t seed);

}  // namespace fiberloom::sim
