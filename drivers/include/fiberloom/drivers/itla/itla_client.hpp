#pragma once

#include <chrono>
#include <cstdint>
#include <fiberloom/drivers/itla/itla_frame.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <memory>
#include <optional>
#include <string>

namespace fiberloom::drivers {

/// The registers of one module over a serial line or what carries its bytes.
///
/// A damaged request is sent again, for a damaged answer the module is asked again, three times each; after any other
/// failure the stream is opened anew, and an answer from another register is a failure.
/// Throws:  InstrumentError "instrument.itla" with the module's reason; codes of transport_error.hpp; both begin with the
///          instrument's name.
/// Threads: one at a time.
class ItlaClient {
 public:
  ItlaClient(std::string instrument, OpenStream open);

  [[nodiscard]] std::uint16_t read(std::uint8_t register_number);
  /// Nothing when the module has no such register.
  [[nodiscard]] std::optional<std::uint16_t> read_if_there(std::uint8_t register_number);
  /// What a register of text says, up to its NUL.
  [[nodiscard]] std::string read_text(std::uint8_t register_number);
  /// Waits until what it began is done: tens of seconds when it is light.
  void write(std::uint8_t register_number, std::uint16_t data);

  /// For the way into the dark: whatever goes wrong, once more after a failure; waits for nothing.
  bool try_write(std::uint8_t register_number, std::uint16_t data) noexcept;

 private:
  ItlaResponse exchange(const ItlaRequest& request);
  ItlaResponse exchange_once(const ItlaRequest& request);
  [[nodiscard]] ItlaResponse require_executed(const ItlaRequest& request);
  [[noreturn]] void refuse(const ItlaRequest& request, std::uint16_t nop);
  void wait_until_done(std::uint8_t register_number);

  std::string instrument_;
  OpenStream open_;
  std::unique_ptr<ByteStream> stream_{};
  std::unique_ptr<StreamReader> reader_{};
};

}  // namespace fiberloom::drivers
