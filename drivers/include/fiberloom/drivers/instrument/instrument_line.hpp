#pragma once

#include <chrono>
#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fiberloom/drivers/wire/paced_transport.hpp>
#include <fiberloom/drivers/wire/reconnecting_transport.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

struct LineOptions {
  std::chrono::nanoseconds timeout{std::chrono::seconds(5)};  ///< of every command
  Pacing pacing{};
  ScpiClientOptions scpi{};
  /// What has to be said anew on each connection, before anything else: a login, the form of answers. Settings are not: who
  /// lost an instrument configures it again.
  ReconnectingTransport::Restore greeting{};
};

/// A greeting of commands without answers.
[[nodiscard]] ReconnectingTransport::Restore greet_with(std::vector<std::string> commands);

/// The wire to one instrument as its driver uses it: a deadline for each command, the pace that the instrument wants, and
/// its name in front of what goes wrong.
///
/// Throws:  InstrumentError as ScpiClient, beginning with the instrument's name.
/// Threads: one at a time.
class InstrumentLine {
 public:
  InstrumentLine(std::string instrument, std::unique_ptr<Transport> transport,
                 LineOptions options = {});

  void write(std::string_view command);
  void write_block(std::string_view command, std::string_view data);
  /// One message made of all parts, without a look at the error queue: the next command finds what is wrong with it.
  void send(std::span<const std::string_view> parts);
  [[nodiscard]] std::string query(std::string_view question);
  [[nodiscard]] double query_number(std::string_view question);
  [[nodiscard]] std::vector<double> query_numbers(std::string_view question);
  /// A view into memory of this line, good until the next block.
  [[nodiscard]] std::string_view query_block(std::string_view question);
  /// A message as a person writes it: its answer when it asks something, else nothing.
  [[nodiscard]] std::string exchange(std::string_view message);
  void wait_for_completion(std::chrono::nanoseconds at_most);

  /// For the way into the dark: sends the command whatever goes wrong, once more after a failure, and tells whether it
  /// arrived.
  bool try_write(std::string_view command) noexcept;

  /// What the instrument answers to *IDN?.
  [[nodiscard]] hal::Identity identify();
  [[nodiscard]] const std::string& instrument() const noexcept { return instrument_; }
  [[nodiscard]] Transport& transport() noexcept { return paced_; }

 private:
  template <class Action>
  decltype(auto) named(const Action& action) const;
  [[nodiscard]] Until until() const { return Until::within(options_.timeout); }

  std::string instrument_;
  LineOptions options_;
  std::unique_ptr<Transport> transport_;
  PacedTransport paced_;
  ScpiClient client_;
  std::string block_{};
};

/// Takes "vendor,model,serial number,firmware" apart; what is missing stays empty.
[[nodiscard]] hal::Identity parse_identity(std::string_view answer);

}  // namespace fiberloom::drivers
