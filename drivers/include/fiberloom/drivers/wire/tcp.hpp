#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <memory>
#include <string>

namespace fiberloom::drivers {

/// Connects; small messages go out at once, and a peer that vanished is noticed by keep-alive probes after about 30 s.
///
/// Throws:  InstrumentError "transport.refused", "transport.unreachable", "transport.timeout"; InterruptedError.
[[nodiscard]] std::unique_ptr<ByteStream> connect_tcp(const std::string& host, std::uint16_t port,
                                                      const Until& until);

/// Waits for connections at one port.
///
/// Threads: one at a time.
class TcpListener {
 public:
  /// Port 0 takes any free one.
  /// Throws:  InstrumentError "transport.unreachable" when the port is taken or may not be used.
  TcpListener(const std::string& address, std::uint16_t port);
  ~TcpListener();
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] std::unique_ptr<ByteStream> accept(const Until& until);

 private:
  struct Socket;
  std::unique_ptr<Socket> socket_;
};

}  // namespace fiberloom::drivers
