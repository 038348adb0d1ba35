#pragma once

#include <fftw3.h>

#include <mutex>

namespace fiberloom::core {

/// FFTW's planner is the one part of it that is not thread-safe: whoever makes or destroys a plan holds this.
inline std::mutex& fftw_planner_lock() {
  static std::mutex lock;
  return lock;
}

/// Where a plan comes from. FFTW measures only when it is told to: a measured plan may differ between two runs, and with
/// it the last bits of every result.
enum class PlanSource {
  known,   ///< measured before, if there is wisdom about it, else estimated
  measure  ///< measured now
};

/// make(flags) calls one of FFTW's planners, under the lock.
template <class Make>
auto fftw_plan_from(PlanSource source, const Make& make) {
  if (source == PlanSource::measure) {
    return make(FFTW_MEASURE);
  }
  auto* plan = make(FFTW_MEASURE | FFTW_WISDOM_ONLY);
  return plan != nullptr ? plan : make(FFTW_ESTIMATE);
}

}  // namespace fiberloom::core
