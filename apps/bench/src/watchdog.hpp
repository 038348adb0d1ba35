#pragma once

#include <atomic>
#include <chrono>
#include <fiberloom/drivers/instrument/dialect.hpp>
#include <functional>
#include <thread>

namespace fiberloom::app {

/// The relay in front of the sources of a virtual bench: takes the light away when signs of life stop.
///
/// Threads: safe; watches in a thread of its own.
class Watchdog {
 public:
  struct Relay {
    std::function<bool()> is_lit{};
    std::function<void()> darken{};
  };

  Watchdog(std::chrono::nanoseconds timeout, Relay relay);

  void beat() noexcept { last_beat_ = std::chrono::steady_clock::now(); }
  [[nodiscard]] int num_trips() const noexcept { return num_trips_; }

 private:
  void watch(const std::stop_token& stop);

  std::chrono::nanoseconds timeout_;
  Relay relay_;
  std::atomic<std::chrono::steady_clock::time_point> last_beat_{};
  std::atomic<int> num_trips_{0};
  std::jthread thread_;
};

/// How a client talks to it: HEARtbeat; WATChdog:TRIPs?
[[nodiscard]] drivers::Dialect watchdog_dialect(Watchdog& watchdog);

}  // namespace fiberloom::app
