#pragma once

#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/message_device.hpp>
#include <fiberloom/drivers/wire/message_scanner.hpp>
#include <mutex>
#include <stop_token>

namespace fiberloom::drivers {

/// Serves one instrument on a stream of terminated messages, raw TCP or a serial line, until the client hangs up.
///
/// `turn` is held while the instrument works: several connections may share it.
/// Throws:  InstrumentError when the client is gone or sends a message longer than the format allows; InterruptedError.
void serve_messages(ByteStream& stream, MessageDevice& device, std::mutex& turn,
                    const MessageFormat& format, const std::stop_token& stop);

/// What instruments take: line feed at the end, blocks, and any byte, which the parser will complain about.
[[nodiscard]] MessageFormat program_message_format();

}  // namespace fiberloom::drivers
