#pragma once

#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <memory>

#include "scpi_instrument.hpp"

namespace fiberloom::test {

/// The instrument on raw TCP, with faults on order.
class TcpInstrument {
 public:
  ScpiInstrument instrument{};
  drivers::FaultPlan faults{};
  drivers::StreamServer server{{.around = drivers::with_faults(faults)},
                               [this](drivers::ByteStream& stream, const std::stop_token& stop) {
                                 drivers::serve_messages(stream, instrument.device, instrument.turn,
                                                         drivers::program_message_format(), stop);
                               }};

  [[nodiscard]] std::unique_ptr<drivers::StreamTransport> connect() const {
    return drivers::make_tcp_transport("127.0.0.1", server.port());
  }
};

}  // namespace fiberloom::test
