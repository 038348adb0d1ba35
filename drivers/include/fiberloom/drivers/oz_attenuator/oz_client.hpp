#pragma once

#include <chrono>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// Commands whose answers are lines up to one that says "Done" or begins with "Error".
///
/// After a failure the line is opened anew.
/// Throws:  InstrumentError "instrument.oz" with the words behind "Error"; "instrument.answer"; codes of
///          transport_error.hpp; all begin with the instrument's name.
/// Threads: one at a time.
class OzClient {
 public:
  OzClient(std::string instrument, OpenStream open);

  /// The lines before the last, without the echo of the command and without empty ones.
  std::vector<std::string> ask(std::string_view command, std::chrono::nanoseconds at_most);
  /// What stands behind `label` in the line that begins with it, in any case.
  [[nodiscard]] std::string value(const std::vector<std::string>& lines,
                                  std::string_view label) const;
  [[nodiscard]] double number(const std::vector<std::string>& lines, std::string_view label) const;

  /// For the way into the dark: whatever goes wrong, once more after a failure.
  bool try_ask(std::string_view command) noexcept;

 private:
  std::vector<std::string> ask_once(std::string_view command, std::chrono::nanoseconds at_most);

  std::string instrument_;
  OpenStream open_;
  std::unique_ptr<ByteStream> stream_{};
  std::unique_ptr<StreamReader> reader_{};
};

}  // namespace fiberloom::drivers
