#pragma once

#include <chrono>
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
  /// One message as another format tells it; what stands in the way of one is dropped.
  void read_as(const MessageFormat& format, std::string& message, const Until& until);

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

/// Asks *OPC? as often as the number says: "1;1;1" answers nothing else. Thirty of them differ from each other.
[[nodiscard]] SyncMarker scpi_sync_marker(int number);

/// Messages over a serial line.
///
/// Closing the port would not stop an instrument that is late. After a failure a marker question is asked, and what comes
/// before its answer is dropped; when none comes, the next marker is asked, each waited for twice as long as the one before.
class SerialTransport final : public StreamTransport {
 public:
  using MakeMarker = std::function<SyncMarker(int)>;

  SerialTransport(const std::string& path, const SerialSettings& settings,
                  StreamTransportOptions options, MakeMarker make_marker = scpi_sync_marker);
  /// Over what `open` opens.
  SerialTransport(std::string name, OpenStream open, StreamTransportOptions options,
                  MakeMarker make_marker);

 private:
  [[nodiscard]] bool do_resynchronise(const Until& until) override;
  void ask_for_marker(const Until& until);
  void wait_for_marker(const Until& until);

  MakeMarker make_marker_;
  int num_markers_ = 0;
  SyncMarker marker_{};  // the one that is out, until its answer comes
  std::chrono::nanoseconds patience_{};
  std::chrono::steady_clock::time_point next_marker_{};
};

}  // namespace fiberloom::drivers
