#pragma once

#include <fiberloom/drivers/prologix/prologix_service.hpp>
#include <fiberloom/drivers/prologix/prologix_transport.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>

#include "scpi_instrument.hpp"

namespace fiberloom::test {

/// The instrument at GPIB address 7 behind a controller, with faults on order.
class PrologixInstrument {
 public:
  ScpiInstrument instrument{};
  drivers::FaultPlan faults{};
  drivers::GpibBus bus{{7, &instrument.device}};
  drivers::StreamServer server{{.around = drivers::with_faults(faults)},
                               [this](drivers::ByteStream& stream, const std::stop_token& stop) {
                                 drivers::serve_prologix(stream, bus, instrument.turn, stop);
                               }};

  [[nodiscard]] drivers::PrologixAddress address() const {
    return {.host = "127.0.0.1", .port = server.port(), .primary = 7};
  }
};

}  // namespace fiberloom::test
