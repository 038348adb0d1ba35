#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/until.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// Where a datagram came from or goes to.
struct UdpPeer {
  std::string address{};
  std::uint16_t port = 0;
};

struct Datagram {
  UdpPeer from{};
  std::string bytes{};
};

/// One UDP socket; it may send to broadcast addresses.
///
/// Throws:  InstrumentError "transport.unreachable", "transport.timeout"; InterruptedError.
/// Threads: one at a time.
class UdpSocket {
 public:
  /// Port 0 takes any free one.
  UdpSocket(const std::string& address, std::uint16_t port);
  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// What goes to many leaves this machine by its interface of that address.
  void send_multicast_by(const std::string& interface_address);
  void send(const UdpPeer& to, std::string_view bytes);
  [[nodiscard]] Datagram receive(const Until& until);

 private:
  struct Socket;
  std::unique_ptr<Socket> socket_;
};

/// Our own address as that host would see it, by the system's routes; nothing is sent.
///
/// Throws:  InstrumentError "transport.unreachable" when no route leads there.
[[nodiscard]] std::string local_address_towards(const std::string& host, const Until& until);

}  // namespace fiberloom::drivers
