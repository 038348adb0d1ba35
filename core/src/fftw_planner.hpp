#pragma once

#include <mutex>

namespace fiberloom::core {

/// FFTW's planner is the one part of it that is not thread-safe: whoever makes or destroys a plan holds this.
inline std::mutex& fftw_planner_lock() {
  static std::mutex lock;
  return lock;
}

}  // namespace fiberloom::core
