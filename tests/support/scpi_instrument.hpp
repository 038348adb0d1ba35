#pragma once

#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <mutex>
#include <string>

namespace fiberloom::test {

/// An instrument with one number and one block of memory, to be put behind any server.
class ScpiInstrument {
 public:
  ScpiInstrument() {
    device.on("POWer[:LEVel]", [this](drivers::ScpiCall& call) {
      power = call.number(0, {.unit = "DBM", .minimum = -20.0, .maximum = 20.0});
    });
    device.on("POWer[:LEVel]?", [this](drivers::ScpiCall& call) { call.answer_number(power); });
    device.on("TRACe:DATA", [this](drivers::ScpiCall& call) { trace = call.block(0); });
    device.on("TRACe:DATA?", [this](drivers::ScpiCall& call) { call.answer_block(trace); });
  }

  double power = 1.5;
  std::string trace = "fibre";
  std::mutex turn{};
  drivers::ScpiDevice device{{.identity = "FIBERLOOM,LOOPBACK,42,1.0",
                              .reset = [this] { power = 0.0; },
                              .on_trigger = [this] { ++num_triggers; }}};
  int num_triggers = 0;
};

}  // namespace fiberloom::test
