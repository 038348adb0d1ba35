#pragma once

#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/role_ranges.hpp>

#include "bench/simulated_instruments.hpp"

namespace fiberloom::sim {

inline hal::FigureSources sources_of(const InstrumentPlan& plan) {
  return {plan.rig, plan.catalog, plan.spread, 1e9 * plan.path.sample_rate_gsa_per_s};
}

/// Where the ranges of its settings come from.
inline hal::RangeSources ranges_of(const InstrumentPlan& plan) {
  return {.spec = plan.spec,
          .rig = plan.rig,
          .part = hal::sheet_of(*plan.rig.bench, plan.catalog, plan.spec.name),
          .sample_rate_gsa_per_s = plan.path.sample_rate_gsa_per_s};
}

}  // namespace fiberloom::sim
