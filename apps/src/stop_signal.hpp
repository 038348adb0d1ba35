#pragma once

#include <array>
#include <stop_token>
#include <thread>

namespace fiberloom::app {

/// Turns the first SIGINT or SIGTERM into a stop request while it lives; a second one ends the program at once.
///
/// Throws:  std::system_error when no pipe can be had.
/// Threads: at most one at a time. The handler only writes a byte to a pipe that a thread reads.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  [[nodiscard]] std::stop_token token() const noexcept { return source_.get_token(); }

 private:
  std::array<int, 2> pipe_{};
  std::stop_source source_;
  std::thread watcher_;
};

}  // namespace fiberloom::app
