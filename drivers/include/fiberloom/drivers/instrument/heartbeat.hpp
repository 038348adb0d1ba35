#pragma once

#include <chrono>
#include <fiberloom/drivers/wire/transport.hpp>
#include <memory>
#include <thread>

namespace fiberloom::drivers {

/// Sends a watchdog its signs of life, "HEARtbeat", until it goes: the relay behind it takes the light away when they stop.
///
/// A beat that does not get through is tried again at the next: the watchdog is the one who judges.
/// Threads: has one of its own, and the wire.
class Heartbeat {
 public:
  /// Four beats in each `timeout`.
  Heartbeat(std::unique_ptr<Transport> transport, std::chrono::nanoseconds timeout);

 private:
  std::unique_ptr<Transport> transport_;
  std::jthread thread_;
};

}  // namespace fiberloom::drivers
