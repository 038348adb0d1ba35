#pragma once

#include <cstddef>
#include <fiberloom/drivers/wire/until.hpp>
#include <span>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// Bytes in both directions without any borders between them: a TCP connection, a serial line, a recording of one.
///
/// Bytes are kept in std::string throughout this room, because text and binary blocks share one message.
/// Throws:  InstrumentError "transport.timeout", "transport.closed"; InterruptedError "run.interrupted".
/// Threads: one at a time.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  /// Waits for at least one byte and returns how many came.
  [[nodiscard]] virtual std::size_t read_some(std::span<char> buffer, const Until& until) = 0;
  /// Sends all parts, one behind the other.
  virtual void write_parts(std::span<const std::string_view> parts, const Until& until) = 0;
  /// How many bytes could be read without waiting.
  [[nodiscard]] virtual std::size_t available() = 0;
  /// Which wire this is, for messages: "tcp 127.0.0.1:5025".
  [[nodiscard]] virtual const std::string& name() const noexcept = 0;

  void write(std::string_view bytes, const Until& until) { write_parts({&bytes, 1}, until); }

 protected:
  ByteStream() = default;
};

}  // namespace fiberloom::drivers
