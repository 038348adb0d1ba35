#pragma once

#include <algorithm>
#include <chrono>
#include <fiberloom/hal/setting.hpp>

#include "bench/simulated_instruments.hpp"

namespace fiberloom::sim {

/// A setting as the document narrows it.
inline hal::SettingSpec narrowed(hal::SettingSpec spec, const InstrumentPlan& plan) {
  for (const hal::SettingLimit& limit : plan.spec.limits) {
    if (limit.key == spec.key) {
      spec.minimum = std::max(spec.minimum, limit.minimum);
      spec.maximum = std::min(spec.maximum, limit.maximum);
    }
  }
  return spec;
}

inline hal::SettingSpec settling(hal::SettingSpec spec, std::chrono::nanoseconds time) {
  spec.settling_time = time;
  return spec;
}

}  // namespace fiberloom::sim
