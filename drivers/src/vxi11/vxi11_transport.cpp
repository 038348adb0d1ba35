#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fiberloom/drivers/vxi11/port_mapper.hpp>
#include <fiberloom/drivers/vxi11/rpc.hpp>
#include <fiberloom/drivers/vxi11/vxi11_messages.hpp>
#include <fiberloom/drivers/vxi11/vxi11_transport.hpp>
#include <fiberloom/drivers/vxi11/xdr.hpp>
#include <fiberloom/drivers/wire/message_parts.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

using std::chrono::milliseconds;
using vxi11::Error;

constexpr milliseconds farewell(200);  // for what is only polite

// What the instrument may take: a little less than we wait for it, so that its own answer still arrives.
std::uint32_t time_left_ms(const Until& until) {
  const auto left = std::chrono::duration_cast<milliseconds>(until.left());
  const milliseconds margin = std::min(left / 4, milliseconds(100));
  constexpr milliseconds longest(0x7fffffff);
  return static_cast<std::uint32_t>(std::min(left - margin, longest).count());
}

void throw_if_failed(std::uint32_t error, const std::string& name, std::string_view doing) {
  switch (static_cast<Error>(error)) {
    case Error::none:
      return;
    case Error::io_timeout:
      throw timeout_error(name, doing);
    case Error::locked:
      throw locked_error(name, fmt::format("another client holds it, found while {}", doing));
    case Error::invalid_link:
      throw closed_error(name, doing);
    case Error::unsupported:
      throw unsupported_error(name, fmt::format("the instrument does not know about {}", doing));
    case Error::aborted:
      throw stopped_error(name, doing);
    default:
      throw protocol_error(name, fmt::format("VXI-11 error {} while {}", error, doing));
  }
}

// "10.0.0.5" as the specification wants it; 0 when it is no IPv4 address.
std::uint32_t ipv4_bits(const std::string& address) {
  std::array<unsigned, 4> bytes{};
  if (std::sscanf(address.c_str(), "%u.%u.%u.%u", &bytes[0], &bytes[1], &bytes[2], &bytes[3]) !=
      4) {
    return 0;
  }
  return bytes[0] << 24U | bytes[1] << 16U | bytes[2] << 8U | bytes[3];
}

}  // namespace

// What one connection consists of: the core channel with its link, and the interrupt channel when it is wanted.
class Vxi11Transport::Channels {
 public:
  Channels(const Vxi11Address& address, const std::string& name, const Until& until)
      : host_(address.host),
        device_(address.device),
        name_(name),
        stream_(connect_tcp(address.host, core_port(address, name, until), until)),
        core_(*stream_) {
    vxi11::CreateLink wanted{.client = 1, .device = address.device};
    const auto created = ask<vxi11::CreatedLink>(vxi11::create_link, wanted, until);
    throw_if_failed(created.error, name_, fmt::format("opening '{}'", device_));
    link_ = created.link;
    abort_port_ = static_cast<std::uint16_t>(created.abort_port);
    longest_write_ = std::max(created.longest_write, 1U);
  }

  [[nodiscard]] bool is_intact() const { return core_.is_intact(); }
  [[nodiscard]] std::uint32_t link() const { return link_; }
  [[nodiscard]] std::size_t longest_write() const { return longest_write_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  // Results that hold text point into memory that lives until the next call.
  template <class Result, class Arguments>
  Result ask(std::uint32_t procedure, const Arguments& arguments, const Until& until) {
    return from_xdr<Result>(core_.call(
        {.program = vxi11::core_program, .version = vxi11::program_version, .procedure = procedure},
        xdr_bytes(arguments), until));
  }

  template <class Result = vxi11::OnlyError>
  Result ask_generic(std::uint32_t procedure, std::string_view doing, const Until& until) {
    const vxi11::Generic arguments{.link = link_,
                                   .flags = vxi11::flag::wait_for_lock,
                                   .lock_timeout_ms = time_left_ms(until),
                                   .io_timeout_ms = time_left_ms(until)};
    const auto result = ask<Result>(procedure, arguments, until);
    throw_if_failed(result.error, name_, doing);
    return result;
  }

  void abort_quietly() noexcept {
    try {
      const Until until = Until::within(farewell);
      const auto stream = connect_tcp(host_, abort_port_, until);
      static_cast<void>(RpcClient(*stream).call({.program = vxi11::abort_program,
                                                 .version = vxi11::program_version,
                                                 .procedure = vxi11::device_abort},
                                                xdr_bytes(vxi11::OnlyLink{.link = link_}), until));
    } catch (...) {
      // It was a courtesy: the next command clears the instrument anyway.
    }
  }

  void destroy_quietly() noexcept {
    try {
      ask<vxi11::OnlyError>(vxi11::destroy_link, vxi11::OnlyLink{.link = link_},
                            Until::within(farewell));
    } catch (...) {
      // The server drops the link with the connection.
    }
  }

  void open_interrupts(const Until& until) {
    const std::string mine = local_address_towards(host_, until);
    TcpListener listener(mine, 0);
    const vxi11::CreateInterruptChannel channel{.host_address = ipv4_bits(mine),
                                                .host_port = listener.port()};
    throw_if_failed(ask<vxi11::OnlyError>(vxi11::create_intr_chan, channel, until).error, name_,
                    "opening the interrupt channel");
    interrupt_ = listener.accept(until);
    interrupt_reader_ = std::make_unique<StreamReader>(*interrupt_);
    const vxi11::EnableServiceRequest wish{.link = link_, .enable = true, .handle = device_};
    throw_if_failed(ask<vxi11::OnlyError>(vxi11::device_enable_srq, wish, until).error, name_,
                    "enabling service requests");
  }

  std::string wait_for_interrupt(const Until& until) {
    if (!interrupt_) {
      throw unsupported_error(name_,
                              "service requests have to be enabled on this connection first");
    }
    constexpr std::size_t longest = 4096;
    std::string record;
    read_record(*interrupt_reader_, record, longest, until);
    const DecodedCall call = decode_call(record);
    if (call.call.procedure != vxi11::device_intr_srq) {
      throw protocol_error(name_, "something else than a service request came on its channel");
    }
    return std::string(from_xdr<vxi11::ServiceRequest>(call.arguments).handle);
  }

 private:
  static std::uint16_t core_port(const Vxi11Address& address, const std::string& name,
                                 const Until& until) {
    if (address.core_port != 0) {
      return address.core_port;
    }
    const std::uint16_t port =
        find_port({.host = address.host, .port = address.portmapper_port},
                  {.program = vxi11::core_program, .version = vxi11::program_version}, until);
    if (port == 0) {
      throw refused_error(name, "its portmapper knows no VXI-11 server");
    }
    return port;
  }

  std::string host_;
  std::string device_;
  std::string name_;
  std::unique_ptr<ByteStream> stream_;
  RpcClient core_;
  std::unique_ptr<ByteStream> interrupt_{};
  std::unique_ptr<StreamReader> interrupt_reader_{};
  std::uint32_t link_ = 0;
  std::uint16_t abort_port_ = 0;
  std::size_t longest_write_ = 1024;
};

Vxi11Transport::Vxi11Transport(Vxi11Address address, const BackOff& back_off)
    : ReconnectingTransport(fmt::format("vxi11 {} {}", address.host, address.device), back_off),
      address_(std::move(address)) {}

Vxi11Transport::~Vxi11Transport() {
  if (state() == State::sure) {
    channels_->destroy_quietly();
  }
}

void Vxi11Transport::do_open(const Until& until) {
  channels_ = std::make_unique<Channels>(address_, name(), until);
}

void Vxi11Transport::do_close() noexcept { channels_.reset(); }

bool Vxi11Transport::do_resynchronise(const Until& until) {
  if (!channels_->is_intact()) {
    return false;
  }
  try {
    do_clear(until.at_most(std::max(until.left() / 2, std::chrono::nanoseconds(1))));
    return true;
  } catch (const core::InstrumentError&) {
    return false;  // a new connection may still help
  }
}

void Vxi11Transport::do_write(std::span<const std::string_view> parts, const Until& until) {
  MessageParts message(parts);
  do {
    std::string piece = message.take(channels_->longest_write());
    std::size_t sent = 0;
    do {
      const bool is_last = message.is_over();
      const vxi11::Write arguments{
          .link = channels_->link(),
          .io_timeout_ms = time_left_ms(until),
          .lock_timeout_ms = time_left_ms(until),
          .flags = vxi11::flag::wait_for_lock | (is_last ? vxi11::flag::end : 0U),
          .data = std::string_view(piece).substr(sent)};
      const auto written = channels_->ask<vxi11::Written>(vxi11::device_write, arguments, until);
      throw_if_failed(written.error, name(), "writing");
      if (written.size > arguments.data.size() || (written.size == 0 && !arguments.data.empty())) {
        throw protocol_error(name(), "the instrument took more or less than nothing of a message");
      }
      sent += written.size;
    } while (sent < piece.size());
  } while (!message.is_over());
}

void Vxi11Transport::do_read(std::string& message, const Until& until) {
  constexpr std::uint32_t request_size = 1024 * 1024;
  message.clear();
  try {
    for (;;) {
      const vxi11::Read arguments{.link = channels_->link(),
                                  .request_size = request_size,
                                  .io_timeout_ms = time_left_ms(until),
                                  .lock_timeout_ms = time_left_ms(until),
                                  .flags = vxi11::flag::wait_for_lock};
      const auto result = channels_->ask<vxi11::HasRead>(vxi11::device_read, arguments, until);
      throw_if_failed(result.error, name(), "reading");
      message += result.data;
      if ((result.reason & vxi11::reason::end) != 0) {
        return;
      }
    }
  } catch (const core::InterruptedError&) {
    channels_->abort_quietly();
    throw;
  }
}

void Vxi11Transport::do_clear(const Until& until) {
  channels_->ask_generic(vxi11::device_clear, "clearing", until);
}

std::optional<std::uint8_t> Vxi11Transport::do_serial_poll(const Until& until) {
  return static_cast<std::uint8_t>(
      channels_->ask_generic<vxi11::StatusByte>(vxi11::device_readstb, "polling", until)
          .status_byte);
}

void Vxi11Transport::trigger(const Until& until) {
  on_sure_wire(until, [&] { channels_->ask_generic(vxi11::device_trigger, "triggering", until); });
}

void Vxi11Transport::lock(const Until& until) {
  on_sure_wire(until, [&] {
    const vxi11::Lock arguments{.link = channels_->link(),
                                .flags = vxi11::flag::wait_for_lock,
                                .lock_timeout_ms = time_left_ms(until)};
    throw_if_failed(channels_->ask<vxi11::OnlyError>(vxi11::device_lock, arguments, until).error,
                    name(), "locking");
  });
}

void Vxi11Transport::unlock(const Until& until) {
  on_sure_wire(until, [&] {
    const vxi11::OnlyLink arguments{.link = channels_->link()};
    throw_if_failed(channels_->ask<vxi11::OnlyError>(vxi11::device_unlock, arguments, until).error,
                    name(), "unlocking");
  });
}

void Vxi11Transport::set_remote(bool is_remote, const Until& until) {
  on_sure_wire(until, [&] {
    channels_->ask_generic(is_remote ? vxi11::device_remote : vxi11::device_local,
                           "changing between remote and local", until);
  });
}

void Vxi11Transport::enable_service_requests(const Until& until) {
  on_sure_wire(until, [&] { channels_->open_interrupts(until); });
}

std::string Vxi11Transport::wait_for_service_request(const Until& until) {
  if (state() != State::sure) {
    throw closed_error(name(), "waiting for a service request");
  }
  return channels_->wait_for_interrupt(until);  // that none comes says nothing against the wire
}

}  // namespace fiberloom::drivers
