#pragma once

#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <memory>
#include <string>

namespace fiberloom::drivers {

enum class Parity { none, even, odd };
enum class FlowControl { none, hardware, software };

/// How a serial line is set: 9600 8N1 unless said otherwise.
struct SerialSettings {
  unsigned baud_rate = 9600;
  unsigned data_bits = 8;
  Parity parity = Parity::none;
  unsigned stop_bits = 1;
  FlowControl flow_control = FlowControl::none;
};

/// Opens a serial port for this process alone, raw, and drops what stood in its buffers.
///
/// Throws:  InstrumentError "transport.unreachable" when it is not there, is no terminal or does not take the settings;
///          "transport.locked" when another process holds it.
[[nodiscard]] std::unique_ptr<ByteStream> open_serial(const std::string& path,
                                                      const SerialSettings& settings);

/// A pair of pseudo-terminals: the near end is a stream, the far end a path that open_serial() takes.
struct PseudoTerminal {
  std::unique_ptr<ByteStream> near_end{};
  std::string far_path{};
};

/// Throws:  InstrumentError "transport.unreachable" when the system has none left.
[[nodiscard]] PseudoTerminal open_pseudo_terminal();

}  // namespace fiberloom::drivers
