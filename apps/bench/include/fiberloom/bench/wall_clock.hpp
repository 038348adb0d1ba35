#pragma once

#include <chrono>
#include <fiberloom/hal/clock.hpp>

namespace fiberloom::app {

/// Real time since it was made, or as many times faster as a virtual bench runs.
///
/// Threads: safe.
class WallClock final : public hal::Clock {
 public:
  explicit WallClock(double rate = 1.0) : rate_(rate) {}

  [[nodiscard]] std::chrono::nanoseconds now() const override;
  void wait(std::chrono::nanoseconds duration, const std::stop_token& stop) override;

 private:
  double rate_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace fiberloom::app
