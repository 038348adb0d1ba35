#pragma once

#include <fiberloom/drivers/hislip/hislip_server.hpp>
#include <fiberloom/drivers/hislip/hislip_transport.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>

#include "scpi_instrument.hpp"

namespace fiberloom::test {

/// "More follows" where the end should be: DataEnd becomes Data.
inline void spoil_hislip_end(std::string& message) {
  constexpr char data = 6;
  constexpr char data_end = 7;
  if (message.size() >= 16 && message[2] == data_end) {
    message[2] = data;
  }
}

/// The instrument behind HiSLIP, with faults on order on both channels.
class HislipInstrument {
 public:
  ScpiInstrument instrument{};
  drivers::FaultPlan faults{};
  drivers::HislipServer server{instrument.device,
                               instrument.turn,
                               {.around = drivers::with_faults(faults, spoil_hislip_end)}};

  [[nodiscard]] drivers::HislipAddress address(bool is_overlapped = false) const {
    return {.host = "127.0.0.1", .port = server.port(), .is_overlapped = is_overlapped};
  }
};

}  // namespace fiberloom::test
