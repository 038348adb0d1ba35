#pragma once

#include <unistd.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <fiberloom/drivers/wire/serial.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <filesystem>
#include <thread>

#include "scpi_instrument.hpp"

namespace fiberloom::test {

/// The instrument on a pseudo-terminal, with faults on order. A client opens `path`, which leads to the new terminal when
/// the cable was pulled and is plugged in again.
class SerialInstrument {
 public:
  SerialInstrument() { plug_in(); }
  ~SerialInstrument() { std::filesystem::remove(path); }
  SerialInstrument(const SerialInstrument&) = delete;
  SerialInstrument& operator=(const SerialInstrument&) = delete;

  void pull_out() {
    thread_ = {};
    std::filesystem::remove(path);
  }

  void plug_in() {
    pull_out();
    drivers::PseudoTerminal terminal = drivers::open_pseudo_terminal();
    std::filesystem::create_symlink(terminal.far_path, path);
    thread_ = std::jthread([this, near_end = drivers::with_faults(faults)(
                                      std::move(terminal.near_end))](const std::stop_token& stop) {
      try {
        drivers::serve_messages(*near_end, instrument.device, instrument.turn,
                                drivers::program_message_format(), stop);
      } catch (const core::Error&) {
        // Pulled out, or a fault closed the line; the test sees what its client makes of it.
      }
    });
  }

  ScpiInstrument instrument{};
  drivers::FaultPlan faults{};
  const std::string path =
      (std::filesystem::temp_directory_path() /
       ("fiberloom-serial-" + std::to_string(::getpid()) + "-" + std::to_string(next_number_++)))
          .string();

 private:
  static inline int next_number_ = 0;
  std::jthread thread_{};
};

}  // namespace fiberloom::test
