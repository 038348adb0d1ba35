#include <fmt/format.h>

#include <boost/asio/ip/multicast.hpp>
#include <boost/asio/ip/udp.hpp>
#include <fiberloom/drivers/wire/udp.hpp>

#include "asio_stream.hpp"
#include "resolve.hpp"

namespace fiberloom::drivers {

using boost::asio::ip::udp;
using boost::system::error_code;

struct UdpSocket::Socket {
  AsioWait wait{};
  udp::socket socket{wait.context()};
  std::string name{};
};

UdpSocket::UdpSocket(const std::string& address, std::uint16_t port)
    : socket_(std::make_unique<Socket>()) {
  socket_->name = fmt::format("udp {}:{}", address, port);
  error_code error;
  const boost::asio::ip::address where = boost::asio::ip::make_address(address, error);
  if (!error) {
    const udp::endpoint endpoint(where, port);
    socket_->socket.open(endpoint.protocol(), error);
    if (!error) {
      socket_->socket.set_option(boost::asio::socket_base::broadcast(true), error);
      socket_->socket.bind(endpoint, error);
    }
  }
  if (error) {
    throw unreachable_error(socket_->name, "cannot be opened: " + error.message());
  }
  socket_->socket.non_blocking(true);
}

UdpSocket::~UdpSocket() = default;

std::uint16_t UdpSocket::port() const noexcept {
  error_code error;
  const udp::endpoint endpoint = socket_->socket.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

void UdpSocket::send_multicast_by(const std::string& interface_address) {
  error_code error;
  const auto address = boost::asio::ip::make_address_v4(interface_address, error);
  if (!error) {
    socket_->socket.set_option(boost::asio::ip::multicast::outbound_interface(address), error);
  }
  if (error) {
    throw unreachable_error(socket_->name,
                            "cannot send by " + interface_address + ": " + error.message());
  }
}

void UdpSocket::send(const UdpPeer& to, std::string_view bytes) {
  error_code error;
  const boost::asio::ip::address address = boost::asio::ip::make_address(to.address, error);
  if (!error) {
    socket_->socket.send_to(boost::asio::buffer(bytes.data(), bytes.size()),
                            udp::endpoint(address, to.port), 0, error);
  }
  if (error) {
    throw unreachable_error(socket_->name, "cannot send to " + to.address + ": " + error.message());
  }
}

Datagram UdpSocket::receive(const Until& until) {
  constexpr std::size_t longest = 65536;
  for (;;) {
    std::string bytes(longest, '\0');
    udp::endpoint from;
    error_code error;
    const std::size_t count =
        socket_->socket.receive_from(boost::asio::buffer(bytes), from, 0, error);
    if (!error) {
      bytes.resize(count);
      return {.from = {.address = from.address().to_string(), .port = from.port()},
              .bytes = std::move(bytes)};
    }
    // A datagram that nobody took comes back as an error of the next receive: it says nothing about this one.
    if (error != boost::asio::error::would_block &&
        error != boost::asio::error::connection_refused) {
      throw unreachable_error(socket_->name, error.message());
    }
    const Waited waited = socket_->wait.run(
        until,
        [&](auto done) { socket_->socket.async_wait(udp::socket::wait_read, std::move(done)); },
        [&] { socket_->socket.cancel(); });
    throw_if_ended(waited, socket_->name, "waiting for a datagram");
  }
}

std::string local_address_towards(const std::string& host, const Until& until) {
  constexpr std::uint16_t any_port = 9;  // connecting a datagram socket only picks a route
  boost::asio::io_context context;
  udp::socket socket(context);
  error_code error;
  socket.connect(udp::endpoint(resolve(host, until).front(), any_port), error);
  const udp::endpoint mine = error ? udp::endpoint() : socket.local_endpoint(error);
  if (error) {
    throw unreachable_error("udp " + host, "no route leads there: " + error.message());
  }
  return mine.address().to_string();
}

}  // namespace fiberloom::drivers
