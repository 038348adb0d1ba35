#include <fmt/format.h>
#include <netinet/tcp.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>
#include <vector>

#include "asio_stream.hpp"
#include "resolve.hpp"

namespace fiberloom::drivers {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

std::string name_of(const std::string& host, std::uint16_t port) {
  return fmt::format("tcp {}:{}", host, port);
}

// Questions are small and wait for their answer: no gathering. A dead peer is found by probes after 15 + 3 * 5 s.
void prepare(tcp::socket& socket) {
  using Seconds = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
  using Between = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>;
  using Count = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPCNT>;
  error_code ignored;  // a wire without probes is still a wire
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
  socket.set_option(Seconds(15), ignored);
  socket.set_option(Between(5), ignored);
  socket.set_option(Count(3), ignored);
  socket.non_blocking(true);
}

[[noreturn]] void fail_to_connect(const std::string& name, const error_code& error) {
  if (error == boost::asio::error::connection_refused ||
      error == boost::asio::error::connection_reset) {
    throw refused_error(name, "nobody accepts the connection");
  }
  throw unreachable_error(name, error.message());
}

}  // namespace

std::unique_ptr<ByteStream> connect_tcp(const std::string& host, std::uint16_t port,
                                        const Until& until) {
  const std::string name = name_of(host, port);
  error_code last = boost::asio::error::host_not_found;
  for (const boost::asio::ip::address& address : resolve(host, until)) {
    auto wait = std::make_unique<AsioWait>();
    tcp::socket socket(wait->context());
    const Waited waited = wait->run(
        until,
        [&](auto done) { socket.async_connect(tcp::endpoint(address, port), std::move(done)); },
        [&] {
          error_code ignored;
          socket.close(ignored);
        });
    throw_if_ended(waited, name, "connecting");
    if (!waited.error) {
      prepare(socket);
      return std::make_unique<AsioStream<tcp::socket>>(std::move(wait), std::move(socket), name);
    }
    last = waited.error;
  }
  fail_to_connect(name, last);
}

struct TcpListener::Socket {
  AsioWait wait{};
  tcp::acceptor acceptor{wait.context()};
  std::string name{};
};

TcpListener::TcpListener(const std::string& address, std::uint16_t port)
    : socket_(std::make_unique<Socket>()) {
  socket_->name = name_of(address, port);
  error_code error;
  const boost::asio::ip::address where = boost::asio::ip::make_address(address, error);
  if (!error) {
    const tcp::endpoint endpoint(where, port);
    socket_->acceptor.open(endpoint.protocol(), error);
    if (!error) {
      socket_->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
      socket_->acceptor.bind(endpoint, error);
    }
  }
  if (!error) {
    socket_->acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    throw unreachable_error(socket_->name, "cannot listen there: " + error.message());
  }
}

TcpListener::~TcpListener() = default;

std::uint16_t TcpListener::port() const noexcept {
  error_code error;
  const tcp::endpoint endpoint = socket_->acceptor.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

std::unique_ptr<ByteStream> TcpListener::accept(const Until& until) {
  auto wait = std::make_unique<AsioWait>();
  tcp::socket accepted(wait->context());
  const Waited waited = socket_->wait.run(
      until, [&](auto done) { socket_->acceptor.async_accept(accepted, std::move(done)); },
      [&] { socket_->acceptor.cancel(); });
  throw_if_ended(waited, socket_->name, "waiting for a connection");
  if (waited.error) {
    throw closed_error(socket_->name, "accepting: " + waited.error.message());
  }
  prepare(accepted);
  error_code error;
  const tcp::endpoint from = accepted.remote_endpoint(error);
  const std::string name = error ? socket_->name : name_of(from.address().to_string(), from.port());
  return std::make_unique<AsioStream<tcp::socket>>(std::move(wait), std::move(accepted), name);
}

}  // namespace fiberloom::drivers
