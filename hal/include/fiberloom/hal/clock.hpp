#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

namespace fiberloom::hal {

/// The time of a bench, counted since it was opened: real on a real one, simulated on a simulated one.
///
/// hal has no clock of its own; who opens a bench brings one.
/// Threads: safe.
class Clock {
 public:
  virtual ~Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  [[nodiscard]] virtual std::chrono::nanoseconds now() const = 0;
  /// Lets that much time pass, or less when `stop` is requested; the caller looks at it.
  virtual void wait(std::chrono::nanoseconds duration, const std::stop_token& stop) = 0;
  /// Told before a run whose first shot has that number in the record: a simulated clock goes to that shot's time, so that
  /// a run that is repeated or resumed meets the same drift. Real time passes by itself.
  virtual void go_to_shot(std::int64_t first_shot) { static_cast<void>(first_shot); }

 protected:
  Clock() = default;
};

}  // namespace fiberloom::hal
