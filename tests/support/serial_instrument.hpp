#pragma once

#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <fiberloom/drivers/wire/serial.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <thread>

#include "scpi_instrument.hpp"

namespace fiberloom::test {

/// The instrument on a pseudo-terminal, with faults on order. A client opens `path`.
class SerialInstrument {
 public:
  SerialInstrument() {
    drivers::PseudoTerminal terminal = drivers::open_pseudo_terminal();
    path = terminal.far_path;
    near_end_ = drivers::with_faults(faults)(std::move(terminal.near_end));
    thread_ = std::jthread([this](const std::stop_token& stop) {
      try {
        drivers::serve_messages(*near_end_, instrument.device, instrument.turn,
                                drivers::program_message_format(), stop);
      } catch (const core::Error&) {
        // Stopped, or a fault closed the line; the test sees what its client makes of it.
      }
      near_end_.reset();
    });
  }

  ScpiInstrument instrument{};
  drivers::FaultPlan faults{};
  std::string path{};

 private:
  std::unique_ptr<drivers::ByteStream> near_end_{};
  std::jthread thread_{};
};

}  // namespace fiberloom::test
