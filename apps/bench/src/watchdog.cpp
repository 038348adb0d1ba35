#include "watchdog.hpp"

#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/wire/until.hpp>
#include <memory>
#include <string>
#include <utility>

namespace fiberloom::app {
namespace {

// The time-out is a promise of darkness: what the relay itself takes has to fit into it.
constexpr double share_of_timeout = 0.8;
constexpr int looks_in_timeout = 50;

}  // namespace

Watchdog::Watchdog(std::chrono::nanoseconds timeout, Relay relay)
    : timeout_(timeout),
      relay_(std::move(relay)),
      thread_([this](const std::stop_token& stop) { watch(stop); }) {}

void Watchdog::watch(const std::stop_token& stop) {
  const auto patience =
      std::chrono::duration_cast<std::chrono::nanoseconds>(share_of_timeout * timeout_);
  while (!stop.stop_requested()) {
    const bool is_silent = std::chrono::steady_clock::now() - last_beat_.load() > patience;
    if (is_silent && relay_.is_lit()) {
      relay_.darken();
      ++num_trips_;
    }
    drivers::pause(timeout_ / looks_in_timeout, stop);
  }
}

drivers::Dialect watchdog_dialect(Watchdog& watchdog) {
  auto device = std::make_shared<drivers::ScpiDevice>(
      drivers::ScpiDeviceOptions{.identity = "fiberloom,watchdog,1,1"});
  device->on("HEARtbeat", [&watchdog](drivers::ScpiCall&) { watchdog.beat(); });
  device->on("WATChdog:TRIPs?", [&watchdog](drivers::ScpiCall& call) {
    call.answer(std::to_string(watchdog.num_trips()));
  });
  return drivers::message_dialect(std::move(device));
}

}  // namespace fiberloom::app
