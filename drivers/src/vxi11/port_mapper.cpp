#include <algorithm>
#include <fiberloom/drivers/vxi11/port_mapper.hpp>
#include <fiberloom/drivers/vxi11/xdr.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>

namespace fiberloom::drivers {
namespace {

constexpr std::uint32_t program_number = 100000;
constexpr std::uint32_t program_version = 2;
constexpr std::uint32_t procedure_set = 1;
constexpr std::uint32_t procedure_unset = 2;
constexpr std::uint32_t procedure_get_port = 3;
constexpr std::uint32_t procedure_dump = 4;

RpcCall call_of(std::uint32_t procedure) {
  return {.transaction = 0,
          .program = program_number,
          .version = program_version,
          .procedure = procedure};
}

std::uint32_t ask(const PortMapperAddress& mapper, std::uint32_t procedure,
                  const PortMapping& mapping, const Until& until) {
  const auto stream = connect_tcp(mapper.host, mapper.port, until);
  RpcClient client(*stream);
  std::uint32_t result = 0;
  XdrReader(client.call(call_of(procedure), xdr_bytes(mapping), until))(result);
  return result;
}

PortMapping without_port(PortMapping mapping) {
  mapping.port = 0;
  return mapping;
}

bool is_same_service(const PortMapping& a, const PortMapping& b) {
  return without_port(a) == without_port(b);
}

// A reply to one of our datagrams; nothing when it is anything else.
std::optional<std::uint32_t> port_in(std::string_view datagram, std::uint32_t transaction) {
  try {
    const RpcReply reply = decode_reply(datagram);
    if (reply.transaction != transaction || reply.outcome != RpcOutcome::success) {
      return std::nullopt;
    }
    std::uint32_t port = 0;
    XdrReader reader(reply.results);
    reader(port);
    return port;
  } catch (const core::InstrumentError&) {
    return std::nullopt;
  }
}

constexpr std::uint32_t datagram_transaction = 0x6669626cU;

std::string datagram_asking_for(const PortMapping& wanted) {
  RpcCall call = call_of(procedure_get_port);
  call.transaction = datagram_transaction;
  return encode_call(call, xdr_bytes(without_port(wanted)));
}

bool is_timeout(const core::InstrumentError& error) { return error.code() == "transport.timeout"; }

}  // namespace

std::uint16_t find_port(const PortMapperAddress& mapper, const PortMapping& wanted,
                        const Until& until) {
  return static_cast<std::uint16_t>(ask(mapper, procedure_get_port, without_port(wanted), until));
}

std::uint16_t find_port_by_datagram(const PortMapperAddress& mapper, const PortMapping& wanted,
                                    const Until& until) {
  UdpSocket socket("0.0.0.0", 0);
  for (;;) {
    socket.send({.address = mapper.host, .port = mapper.port}, datagram_asking_for(wanted));
    try {
      const Datagram answer = socket.receive(until.at_most(std::chrono::milliseconds(200)));
      if (const auto port = port_in(answer.bytes, datagram_transaction)) {
        return static_cast<std::uint16_t>(*port);
      }
    } catch (const core::InstrumentError& error) {
      if (!is_timeout(error) || until.left() == std::chrono::nanoseconds(0)) {
        throw;
      }
    }
  }
}

bool register_port(const PortMapperAddress& mapper, const PortMapping& mapping,
                   const Until& until) {
  return ask(mapper, procedure_set, mapping, until) != 0;
}

bool unregister_port(const PortMapperAddress& mapper, const PortMapping& mapping,
                     const Until& until) {
  return ask(mapper, procedure_unset, mapping, until) != 0;
}

std::vector<std::string> discover(const PortMapperAddress& broadcast, const PortMapping& wanted,
                                  std::chrono::nanoseconds time, const std::stop_token& stop) {
  UdpSocket socket("0.0.0.0", 0);
  socket.send({.address = broadcast.host, .port = broadcast.port}, datagram_asking_for(wanted));
  const Until until = Until::within(time, stop);
  std::vector<std::string> found;
  try {
    for (;;) {
      const Datagram answer = socket.receive(until);
      if (port_in(answer.bytes, datagram_transaction).value_or(0) != 0 &&
          std::ranges::find(found, answer.from.address) == found.end()) {
        found.push_back(answer.from.address);
      }
    }
  } catch (const core::InstrumentError& error) {
    if (!is_timeout(error)) {
      throw;
    }
  }
  return found;
}

PortMapper::PortMapper(const std::string& address, std::uint16_t port)
    : server_({.address = address, .port = port},
              [this](ByteStream& stream, const std::stop_token& stop) {
                serve_calls(stream, programs(), stop);
              }),
      socket_(address, server_.port()),
      datagrams_([this](const std::stop_token& stop) { answer_datagrams(stop); }) {
  for (const std::uint32_t protocol : {over_tcp, over_udp}) {
    add({.program = program_number,
         .version = program_version,
         .protocol = protocol,
         .port = server_.port()});
  }
}

void PortMapper::add(const PortMapping& mapping) {
  const std::scoped_lock lock(mutex_);
  mappings_.push_back(mapping);
}

std::vector<RpcProgram> PortMapper::programs() {
  return {{.number = program_number,
           .version = program_version,
           .run = [this](std::uint32_t procedure, std::string_view arguments) {
             return run(procedure, arguments);
           }}};
}

std::optional<std::string> PortMapper::run(std::uint32_t procedure, std::string_view arguments) {
  if (procedure == procedure_dump) {
    return dump();
  }
  if (procedure < procedure_set || procedure > procedure_get_port) {
    return std::nullopt;
  }
  const auto asked = from_xdr<PortMapping>(arguments);
  const std::scoped_lock lock(mutex_);
  const auto known = std::ranges::find_if(
      mappings_, [&](const PortMapping& mapping) { return is_same_service(mapping, asked); });
  const bool is_known = known != mappings_.end();
  std::uint32_t result = 0;
  if (procedure == procedure_get_port) {
    result = is_known ? known->port : 0;
  } else if (procedure == procedure_set) {
    result = is_known ? 0 : 1;
    if (!is_known) {
      mappings_.push_back(asked);
    }
  } else {
    result = is_known ? 1 : 0;
    if (is_known) {
      mappings_.erase(known);
    }
  }
  XdrWriter writer;
  writer(result);
  return writer.bytes();
}

// A linked list: each entry with a "one more" in front.
std::string PortMapper::dump() {
  const std::scoped_lock lock(mutex_);
  XdrWriter writer;
  for (PortMapping& mapping : mappings_) {
    writer(true);
    mapping.fields(writer);
  }
  writer(false);
  return writer.bytes();
}

void PortMapper::answer_datagrams(const std::stop_token& stop) {
  const std::vector<RpcProgram> mine = programs();
  while (!stop.stop_requested()) {
    try {
      const Datagram question = socket_.receive(Until::stopped(stop));
      if (const auto reply = answer_call(mine, question.bytes)) {
        socket_.send(question.from, *reply);
      }
    } catch (const core::Error&) {
      // Stopped, or that client cannot be reached: the others can.
    }
  }
}

}  // namespace fiberloom::drivers
