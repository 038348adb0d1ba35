#pragma once

#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/reconnecting_transport.hpp>
#include <fiberloom/drivers/wire/serial.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <functional>
#include <memory>
#include <string>

namespace fiberloom::drivers {

struct StreamTransportOptions {
  std::string terminator = "\n";  ///< sent behind every message
  MessageFormat answer{};
  BackOff back_off{};
};

/// Opens a stream: a connection, a port, a recording.
using OpenStream = std::function<std::unique_ptr<ByteStream>(const Until&)>;

/// Messages with terminators over a stream that can be opened afresh, as SCPI over raw TCP.
///
/// After a failure the stream is closed and opened again: nothing on it tells a late answer from a new one.
class StreamTransport : public ReconnectingTransport {
 public:
  StreamTransport(std::string name, OpenStream open, StreamTransportOptions options);
  ~StreamTransport() override;

 protected:
  void do_close() noexcept override;
  [[nodiscard]] bool do_resynchronise(const Until& until) override;
  void do_write(std::span<const std::string_view> parts, const Until& until) override;
  void do_read(std::string& message, const Until& until) override;
  [[nodiscard]] const StreamTransportOptions& options() const noexcept { return options_; }

 private:
  void do_open(const Until& until) override;
  void do_clear(const Until& until) override;
  [[nodiscard]] std::optional<std::uint8_t> do_serial_poll(const Until& until) override;

  OpenStream open_;
  StreamTransportOptions options_;
  std::unique_ptr<ByteStream> stream_{};
  std::unique_ptr<StreamReader> reader_{};
};

/// SCPI over raw TCP: port 5025 with most makers.
[[nodiscard]] std::unique_ptr<StreamTransport> make_tcp_transport(
    const std::string& host, std::uint16_t port, StreamTransportOptions options = {});

/// A question whose answer cannot be mistaken for that to any other, so that all before it is known to be old.
struct SyncMarker {
  std::string question{};
  std::string answer{};
};

/// Asks *OPC? as often as the number says: "1;1;1" answers nothing else, and not the marker before.
[[nodiscard]] SyncMarker scpi_sync_marker(int number);

/// Messages over a serial line.
///
/// Closing the port would not stop an instrument that is late. After a failure the line is drained, and then marker
/// questions are asked until one is answered; what comes before that is dropped.
class SerialTransport final : public StreamTransport {
 public:
  using MakeMarker = std::function<SyncMarker(int)>;

  SerialTransport(const std::string& path, const SerialSettings& settings,
                  StreamTransportOptions options, MakeMarker make_marker = scpi_sync_marker);

 private:
  [[nodiscard]] bool do_resynchronise(const Until& until) override;
  bool marker_comes_back(const Until& until);

  MakeMarker make_marker_;
  int num_markers_ = 0;
};

}  // namespace fiberloom::drivers
