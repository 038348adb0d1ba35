#pragma once

#include <chrono>
#include <cmath>
#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/setting.hpp>
#include <fiberloom/hal/setting_limits.hpp>

#include "bench/simulated_instruments.hpp"

namespace fiberloom::sim {

/// A setting as the document narrows it.
inline hal::SettingSpec narrowed(const hal::SettingSpec& spec, const InstrumentPlan& plan) {
  return hal::narrowed(spec, plan.spec.limits);
}

inline hal::FigureSources sources_of(const InstrumentPlan& plan) {
  return {plan.rig, plan.catalog, plan.spread, 1e9 * plan.path.sample_rate_gsa_per_s};
}

inline std::chrono::nanoseconds duration_of(double seconds) {
  return std::chrono::nanoseconds(std::llround(1e9 * seconds));
}

inline hal::SettingSpec settling(hal::SettingSpec spec, std::chrono::nanoseconds time) {
  spec.settling_time = time;
  return spec;
}

}  // namespace fiberloom::sim
