#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/heartbeat.hpp>
#include <string>
#include <utility>

namespace fiberloom::drivers {

Heartbeat::Heartbeat(std::unique_ptr<Transport> transport, std::chrono::nanoseconds timeout)
    : transport_(std::move(transport)), thread_([this, timeout](const std::stop_token& stop) {
        const std::chrono::nanoseconds interval = timeout / 4;
        while (!stop.stop_requested()) {
          try {
            static_cast<void>(transport_->query("HEAR;*OPC?", Until::within(interval, stop)));
          } catch (const core::Error&) {
            // Lost, or late: the next one may get through.
          }
          pause(interval, stop);
        }
      }) {}

}  // namespace fiberloom::drivers
