#pragma once

#include <fiberloom/drivers/vxi11/vxi11_server.hpp>
#include <fiberloom/drivers/vxi11/vxi11_transport.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>

#include "scpi_instrument.hpp"

namespace fiberloom::test {

/// Not the last fragment: the end of a record never comes.
inline void spoil_record_end(std::string& record) {
  if (!record.empty()) {
    record.front() = static_cast<char>(record.front() & 0x7f);
  }
}

/// The instrument behind VXI-11, with faults on order on its core channel.
class Vxi11Instrument {
 public:
  ScpiInstrument instrument{};
  drivers::FaultPlan faults{};
  drivers::Vxi11Server server{instrument.device,
                              instrument.turn,
                              {.around = drivers::with_faults(faults, spoil_record_end)}};

  [[nodiscard]] drivers::Vxi11Address address() const {
    return {.host = "127.0.0.1", .core_port = server.core_port()};
  }
};

}  // namespace fiberloom::test
