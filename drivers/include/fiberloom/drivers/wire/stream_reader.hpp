#pragma once

#include <cstddef>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/message_scanner.hpp>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// Takes messages and counted bytes from a stream.
///
/// A fetch or a message that times out leaves what has come in place: the next call goes on where this one ended.
/// Throws:  as ByteStream and MessageScanner.
/// Threads: one at a time; the stream outlives it.
class StreamReader {
 public:
  explicit StreamReader(ByteStream& stream);

  /// Exactly that many bytes; valid until the next call.
  [[nodiscard]] std::string_view fetch(std::size_t count, const Until& until);
  /// Exactly that many bytes to the end of `into`, without a detour for large ones. A timeout loses what came.
  void append(std::string& into, std::size_t count, const Until& until);
  /// One message with its terminator, in place of what `into` held; its memory is used again.
  void read_message(std::string& into, const MessageFormat& format, const Until& until);

  /// What has come and was not taken.
  [[nodiscard]] std::string_view buffered() const noexcept;
  /// Drops what was buffered and what the stream has without waiting; returns how much.
  std::size_t discard_available(const Until& until);

 private:
  void grow(std::string& into, std::size_t wanted, const Until& until);

  ByteStream& stream_;
  std::string buffer_{};
  std::size_t begin_ = 0;
};

}  // namespace fiberloom::drivers
