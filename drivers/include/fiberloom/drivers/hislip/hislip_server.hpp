#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/message_device.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <memory>
#include <mutex>
#include <string>

namespace fiberloom::drivers {

struct HislipServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 4880 on instruments; 0: any free one
  std::string sub_address = "hislip0";
  bool prefers_overlapped = false;
  std::uint64_t longest_message =
      1024 * 1024;  ///< bytes with header that clients are asked to keep to
  std::size_t most_clients = 16;
  StreamWrapper around{};  ///< of every connection, both channels of a client
};

/// One instrument behind HiSLIP 1.0: synchronous and overlapped mode, device clear, status query, service requests, locks.
/// Encryption and credentials of version 2.0 are refused with an error message; the client may go on without.
///
/// Threads: safe; `turn` is held while the instrument works.
class HislipServer {
 public:
  HislipServer(MessageDevice& device, std::mutex& turn, HislipServerOptions options = {});
  ~HislipServer();
  HislipServer(const HislipServer&) = delete;
  HislipServer& operator=(const HislipServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// To be called when the instrument's status may have changed by itself: all clients are told.
  void announce_status();
  /// The TCP server under it, to drop connections or refuse new ones.
  [[nodiscard]] StreamServer& stream_server() noexcept;

 private:
  class Service;
  std::unique_ptr<Service> service_;
};

}  // namespace fiberloom::drivers
