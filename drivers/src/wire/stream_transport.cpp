#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>
#include <vector>

namespace fiberloom::drivers {

StreamTransport::StreamTransport(std::string name, OpenStream open, StreamTransportOptions options)
    : ReconnectingTransport(std::move(name), options.back_off),
      open_(std::move(open)),
      options_(std::move(options)) {}

StreamTransport::~StreamTransport() = default;

void StreamTransport::do_open(const Until& until) {
  stream_ = open_(until);
  reader_ = std::make_unique<StreamReader>(*stream_);
}

void StreamTransport::do_close() noexcept {
  reader_.reset();
  stream_.reset();
}

bool StreamTransport::do_resynchronise(const Until&) { return false; }

void StreamTransport::do_write(std::span<const std::string_view> parts, const Until& until) {
  // Nothing was asked: what stands there answers no question.
  reader_->discard_available(until);
  std::vector<std::string_view> message(parts.begin(), parts.end());
  message.emplace_back(options_.terminator);
  stream_->write_parts(message, until);
}

void StreamTransport::do_read(std::string& message, const Until& until) {
  reader_->read_message(message, options_.answer, until);
}

void StreamTransport::read_as(const MessageFormat& format, std::string& message,
                              const Until& until) {
  try {
    reader_->read_message(message, format, until);
  } catch (const core::InstrumentError& error) {
    if (error.code() == "transport.protocol") {
      reader_->discard_available(until);
    }
    throw;
  }
}

void StreamTransport::do_clear(const Until&) {
  throw unsupported_error(name(), "this wire has no device clear");
}

std::optional<std::uint8_t> StreamTransport::do_serial_poll(const Until&) { return std::nullopt; }

std::unique_ptr<StreamTransport> make_tcp_transport(const std::string& host, std::uint16_t port,
                                                    StreamTransportOptions options) {
  return std::make_unique<StreamTransport>(
      fmt::format("tcp {}:{}", host, port),
      [host, port](const Until& until) { return connect_tcp(host, port, until); },
      std::move(options));
}

SyncMarker scpi_sync_marker(int number) {
  SyncMarker marker{.question = "*OPC?", .answer = "1"};
  for (int more = 0; more < 1 + number % 30; ++more) {
    marker.question += ";*OPC?";
    marker.answer += ";1";
  }
  return marker;
}

SerialTransport::SerialTransport(const std::string& path, const SerialSettings& settings,
                                 StreamTransportOptions options, MakeMarker make_marker)
    : SerialTransport(
          "serial " + path, [path, settings](const Until&) { return open_serial(path, settings); },
          std::move(options), std::move(make_marker)) {}

SerialTransport::SerialTransport(std::string name, OpenStream open, StreamTransportOptions options,
                                 MakeMarker make_marker)
    : StreamTransport(std::move(name), std::move(open), std::move(options)),
      make_marker_(std::move(make_marker)) {}

bool SerialTransport::do_resynchronise(const Until& until) {
  try {
    wait_for_marker(until);
    patience_ = {};
    next_marker_ = {};
    return true;
  } catch (const core::InstrumentError& error) {
    if (error.code() == "transport.closed") {
      return false;  // the port itself went away: open it again
    }
    throw;
  }
}

// Twice as long each time: however long the line is silent, thirty markers are never out at once.
void SerialTransport::ask_for_marker(const Until& until) {
  constexpr std::chrono::milliseconds first_patience(200);
  marker_ = make_marker_(num_markers_++);
  patience_ = std::max<std::chrono::nanoseconds>(2 * patience_, first_patience);
  next_marker_ = std::chrono::steady_clock::now() + patience_;
  // A terminator in front ends what the instrument may still wait for the end of.
  const std::array<std::string_view, 2> question{options().terminator, marker_.question};
  do_write(question, until);
}

void SerialTransport::wait_for_marker(const Until& until) {
  const MessageFormat plain_lines{.terminator = options().answer.terminator,
                                  .has_blocks = false,
                                  .is_text_only = false,
                                  .longest = std::size_t{1} << 20U};
  std::string line;
  for (;;) {
    if (std::chrono::steady_clock::now() >= next_marker_) {
      ask_for_marker(until);
    }
    const Until turn{.deadline = std::min(until.deadline, next_marker_), .stop = until.stop};
    try {
      read_as(plain_lines, line, turn);
    } catch (const core::InstrumentError& error) {
      if (error.code() == "transport.closed" || until.left() == std::chrono::nanoseconds(0)) {
        throw;
      }
      continue;  // nothing yet, or noise without an end
    }
    std::string_view text(line);
    text = text.substr(0, text.find_last_not_of("\r\n") + 1);
    if (text == marker_.answer) {
      return;
    }
  }
}

}  // namespace fiberloom::drivers
