#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace fiberloom::drivers {

/// Puts something around a stream: a fault, a recorder.
using StreamWrapper = std::function<std::unique_ptr<ByteStream>(std::unique_ptr<ByteStream>)>;

struct StreamServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  StreamWrapper around{};  ///< of every connection; none when empty
};

/// Accepts TCP connections and serves each in a thread of its own.
///
/// Threads: safe.
class StreamServer {
 public:
  /// Serves one connection until it ends or is stopped. An Error that it throws ends this connection and no other.
  using Serve = std::function<void(ByteStream&, const std::stop_token&)>;

  StreamServer(StreamServerOptions options, Serve serve);
  ~StreamServer();
  StreamServer(const StreamServer&) = delete;
  StreamServer& operator=(const StreamServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// Ends every connection; new ones are welcome.
  void drop_connections();
  /// Closes the port too: clients are refused until accept_again().
  void refuse();
  void accept_again();

 private:
  struct Connection;
  void accept_loop(const std::stop_token& stop, class TcpListener& listener);
  void start(std::unique_ptr<ByteStream> stream);

  StreamServerOptions options_;
  Serve serve_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::list<std::unique_ptr<Connection>> connections_;
  std::jthread acceptor_;
};

}  // namespace fiberloom::drivers
