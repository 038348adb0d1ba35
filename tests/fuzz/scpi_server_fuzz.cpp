// The whole instrument's side of SCPI: any message must end in answers and errors, and leave the instrument answering.
#include <array>
#include <fiberloom/drivers/scpi/scpi_device.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  drivers::ScpiDevice device({.identity = "FUZZ"});
  double power = 0.0;
  std::size_t block_size = 0;
  device.on("[SOURce#]:POWer[:LEVel]", [&](drivers::ScpiCall& call) {
    power = call.number(0, {.unit = "DBM", .minimum = -20.0, .maximum = 20.0, .standard = 0.0});
    call.take_at_most(1);
  });
  device.on("[SOURce#]:POWer[:LEVel]?",
            [&](drivers::ScpiCall& call) { call.answer_number(power); });
  device.on("OUTPut#:STATe", [](drivers::ScpiCall& call) { static_cast<void>(call.boolean(0)); });
  device.on("TRACe:MODE", [](drivers::ScpiCall& call) {
    static constexpr std::array<std::string_view, 2> modes{"WRITe", "FIX"};
    static_cast<void>(call.word(0, modes));
    static_cast<void>(call.string(1));
  });
  device.on("TRACe:DATA", [&](drivers::ScpiCall& call) { block_size = call.block(0).size(); });
  const std::string answer = device.ask(fuzz::as_text(data, size));
  fuzz::require(answer.empty() || answer.back() == '\n');
  fuzz::require(power >= -20.0 && power <= 20.0);
  fuzz::require(block_size <= size);
  fuzz::require(device.ask("*CLS;*IDN?") == "FUZZ\n");
  return 0;
}
