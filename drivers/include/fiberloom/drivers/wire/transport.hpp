#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/until.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// Whole messages to one instrument and back, whatever wire is under them.
///
/// A transport connects by itself when it is first used and after every loss, and what an instrument answers too late never
/// becomes the answer to a later question.
/// Throws:  InstrumentError with one of the codes of transport_error.hpp; InterruptedError "run.interrupted".
/// Threads: one at a time; one owner per wire.
class Transport {
 public:
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// Sends one message made of all parts, one behind the other, with its end marked as the wire wants it.
  virtual void write_parts(std::span<const std::string_view> parts, const Until& until) = 0;
  /// The whole answer to what was written last, as it came, in place of what `message` held; its memory is used again.
  virtual void read(std::string& message, const Until& until) = 0;
  /// Makes the instrument forget what it was told and has to say (device clear).
  virtual void clear(const Until& until) = 0;
  /// The status byte past the command queue; nothing where the wire has no such way.
  [[nodiscard]] virtual std::optional<std::uint8_t> serial_poll(const Until& until) = 0;
  /// Which wire this is, for messages.
  [[nodiscard]] virtual const std::string& name() const noexcept = 0;

  void write(std::string_view message, const Until& until) { write_parts({&message, 1}, until); }
  [[nodiscard]] std::string query(std::string_view message, const Until& until) {
    write(message, until);
    std::string answer;
    read(answer, until);
    return answer;
  }

 protected:
  Transport() = default;
};

}  // namespace fiberloom::drivers
