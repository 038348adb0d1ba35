#pragma once

#include <chrono>
#include <stop_token>

namespace fiberloom::drivers {

/// How long a blocking call may take: until a moment, and no longer than nobody wants it stopped.
///
/// Handed through everything that one call does, so that waits never add up.
struct Until {
  std::chrono::steady_clock::time_point deadline{};
  std::stop_token stop{};

  [[nodiscard]] static Until within(std::chrono::nanoseconds time, std::stop_token stop = {});
  /// No deadline; ends when stopped.
  [[nodiscard]] static Until stopped(std::stop_token stop);

  /// Never negative.
  [[nodiscard]] std::chrono::nanoseconds left() const;
  /// The same, but at most that much from now.
  [[nodiscard]] Until at_most(std::chrono::nanoseconds time) const;
};

/// Lets that much time pass, or less when `stop` is requested; the caller looks at it.
void pause(std::chrono::nanoseconds time, const std::stop_token& stop);

}  // namespace fiberloom::drivers
