#pragma once

#include <cstdint>
#include <fiberloom/drivers/scpi/status_registers.hpp>

namespace fiberloom::drivers {

/// Bit 6 as a serial poll sees it: set when the instrument begins to want service, cleared by the poll.
///
/// Source:  IEEE 488.2, 11.2.2.1.
class ServiceRequestLatch {
 public:
  /// Looks at the master summary in bit 6; true when service is wanted from now on.
  bool update(std::uint8_t status) noexcept {
    const bool wants = (status & status_byte::service_request) != 0;
    const bool is_new = wants && !wanted_;
    wanted_ = wants;
    requests_ = (requests_ || is_new) && wants;
    return is_new;
  }
  /// The same byte with bit 6 as the request, which this takes away.
  std::uint8_t poll(std::uint8_t status) noexcept {
    update(status);
    const unsigned others = status & ~unsigned{status_byte::service_request};
    const unsigned request = requests_ ? status_byte::service_request : 0U;
    requests_ = false;
    return static_cast<std::uint8_t>(others | request);
  }

 private:
  bool wanted_ = false;
  bool requests_ = false;
};

}  // namespace fiberloom::drivers
