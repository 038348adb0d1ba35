#pragma once

#include <cstdint>
#include <fiberloom/drivers/vxi11/port_mapper.hpp>
#include <fiberloom/drivers/wire/message_device.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <memory>
#include <mutex>
#include <string>

namespace fiberloom::drivers {

struct Vxi11ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t core_port = 0;  ///< 0: any free one; clients ask the portmapper
  std::string device = "inst0";
  std::uint32_t longest_write = 256 * 1024;  ///< bytes of one device_write
  StreamWrapper around{};                    ///< of every core connection
};

/// One instrument behind VXI-11: core, abort and interrupt channel, links, locks and service requests.
///
/// Threads: safe; `turn` is held while the instrument works.
class Vxi11Server {
 public:
  Vxi11Server(MessageDevice& device, std::mutex& turn, Vxi11ServerOptions options = {});
  ~Vxi11Server();
  Vxi11Server(const Vxi11Server&) = delete;
  Vxi11Server& operator=(const Vxi11Server&) = delete;

  [[nodiscard]] std::uint16_t core_port() const noexcept;
  /// For a portmapper.
  [[nodiscard]] PortMapping mapping() const;
  /// To be called when the instrument's status may have changed by itself: clients that wish are told.
  void announce_status();
  /// The TCP server of the core channel, to drop its connections or refuse new ones.
  [[nodiscard]] StreamServer& core_server() noexcept;

 private:
  class Service;
  std::unique_ptr<Service> service_;
};

}  // namespace fiberloom::drivers
