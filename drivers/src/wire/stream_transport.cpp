#include <fmt/format.h>

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
  for (int more = 0; more < 1 + number % 7; ++more) {
    marker.question += ";*OPC?";
    marker.answer += ";1";
  }
  return marker;
}

SerialTransport::SerialTransport(const std::string& path, const SerialSettings& settings,
                                 StreamTransportOptions options, MakeMarker make_marker)
    : StreamTransport(
          "serial " + path, [path, settings](const Until&) { return open_serial(path, settings); },
          std::move(options)),
      make_marker_(std::move(make_marker)) {}

bool SerialTransport::do_resynchronise(const Until& until) {
  using std::chrono::milliseconds;
  try {
    // An instrument may sit in the middle of a command or of an answer: one marker may be swallowed, so ask more often.
    for (;;) {
      if (marker_comes_back(until.at_most(milliseconds(300)))) {
        return true;
      }
      if (until.left() == std::chrono::nanoseconds(0)) {
        throw timeout_error(name(), "finding the end of old answers");
      }
    }
  } catch (const core::InstrumentError& error) {
    if (error.code() == "transport.closed") {
      return false;  // the port itself went away: open it again
    }
    throw;
  }
}

bool SerialTransport::marker_comes_back(const Until& until) {
  const SyncMarker marker = make_marker_(num_markers_++);
  try {
    const std::array<std::string_view, 2> question{options().terminator, marker.question};
    do_write(question, until);
    std::string line;
    do {
      try {
        do_read(line, until);
      } catch (const core::InstrumentError& error) {
        if (error.code() != "transport.protocol") {
          throw;
        }
        return false;  // noise; the next marker drops it
      }
    } while (!line.starts_with(marker.answer) ||
             line.find_first_not_of("\r\n", marker.answer.size()) != std::string::npos);
    return true;
  } catch (const core::InstrumentError& error) {
    if (error.code() != "transport.timeout") {
      throw;
    }
    return false;
  }
}

}  // namespace fiberloom::drivers
