#pragma once

#include <cstdint>
#include <fiberloom/drivers/vxi11/rpc.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <fiberloom/drivers/wire/udp.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fiberloom::drivers {

inline constexpr std::uint32_t over_tcp = 6;
inline constexpr std::uint32_t over_udp = 17;

/// Where an RPC program listens.
struct PortMapping {
  std::uint32_t program = 0;
  std::uint32_t version = 0;
  std::uint32_t protocol = over_tcp;
  std::uint32_t port = 0;

  bool operator==(const PortMapping&) const = default;
  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(program);
    xdr(version);
    xdr(protocol);
    xdr(port);
  }
};

/// A machine's portmapper: host, and 111 unless it is one of our own.
struct PortMapperAddress {
  std::string host{};
  std::uint16_t port = 111;
};

/// Asks where a program listens; 0 when it is not there.
///
/// Source:  RFC 1833, section 3.
[[nodiscard]] std::uint16_t find_port(const PortMapperAddress& mapper, const PortMapping& wanted,
                                      const Until& until);
/// The same by a datagram, sent again every 200 ms.
[[nodiscard]] std::uint16_t find_port_by_datagram(const PortMapperAddress& mapper,
                                                  const PortMapping& wanted, const Until& until);
/// Enters a mapping, or takes it out; false when the portmapper refused.
bool register_port(const PortMapperAddress& mapper, const PortMapping& mapping, const Until& until);
bool unregister_port(const PortMapperAddress& mapper, const PortMapping& mapping,
                     const Until& until);

/// The machines that say within `time` that they have the program: what a broadcast finds.
[[nodiscard]] std::vector<std::string> discover(const PortMapperAddress& broadcast,
                                                const PortMapping& wanted,
                                                std::chrono::nanoseconds time,
                                                const std::stop_token& stop);

/// A portmapper of our own, on TCP and UDP.
///
/// Threads: safe.
class PortMapper {
 public:
  /// Port 0 takes a free one, the same for both.
  PortMapper(const std::string& address, std::uint16_t port);

  [[nodiscard]] std::uint16_t port() const noexcept { return server_.port(); }
  void add(const PortMapping& mapping);

 private:
  [[nodiscard]] std::vector<RpcProgram> programs();
  std::optional<std::string> run(std::uint32_t procedure, std::string_view arguments);
  std::string dump();
  void answer_datagrams(const std::stop_token& stop);

  std::mutex mutex_{};
  std::vector<PortMapping> mappings_{};
  StreamServer server_;
  UdpSocket socket_;
  std::jthread datagrams_;
};

}  // namespace fiberloom::drivers
