#pragma once

#include <cstdint>
#include <fiberloom/drivers/scpi/error.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

struct ScpiClientOptions {
  std::string error_query =
      "SYST:ERR?";       ///< asked after every command; empty: the instrument has none
  int most_errors = 50;  ///< that are read before a queue counts as one without an end
};

/// A client's side of SCPI over any transport.
///
/// After every command the error queue is read empty, and what stood in it is thrown in the instrument's own words.
/// Throws:  InstrumentError "instrument.scpi" with the entries of the queue; "instrument.answer" for an answer that is not what
///          was asked for; what the transport throws.
/// Threads: as its transport, which outlives it.
class ScpiClient {
 public:
  explicit ScpiClient(Transport& transport, ScpiClientOptions options = {});

  /// Sends commands and checks for errors.
  void write(std::string_view command, const Until& until);
  /// A command with a definite block at its end: `DATA:ARB w,` and the bytes.
  void write_block(std::string_view command, std::string_view data, const Until& until);
  /// The answer without its terminator.
  [[nodiscard]] std::string query(std::string_view question, const Until& until);
  [[nodiscard]] double query_number(std::string_view question, const Until& until);
  /// Numbers that commas separate.
  [[nodiscard]] std::vector<double> query_numbers(std::string_view question, const Until& until);
  /// The data of the block that is answered; a view into `memory`, which may be used again and again.
  [[nodiscard]] std::string_view query_block(std::string_view question, std::string& memory,
                                             const Until& until);

  /// Reads the queue empty, oldest first.
  [[nodiscard]] std::vector<ScpiError> take_errors(const Until& until);
  void throw_errors(std::string_view command, const Until& until);
  /// Waits for everything that was started, with *OPC?.
  void wait_for_completion(const Until& until);
  /// By serial poll where the wire has one, else by *STB?.
  [[nodiscard]] std::uint8_t status_byte(const Until& until);
  [[nodiscard]] Transport& transport() noexcept { return transport_; }

 private:
  [[noreturn]] void fail(std::string_view question, std::string_view answer,
                         std::string_view wanted) const;

  Transport& transport_;
  ScpiClientOptions options_;
};

}  // namespace fiberloom::drivers
