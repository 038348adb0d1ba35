#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <fiberloom/drivers/vxi11/rpc.hpp>
#include <fiberloom/drivers/vxi11/vxi11_messages.hpp>
#include <fiberloom/drivers/vxi11/vxi11_server.hpp>
#include <fiberloom/drivers/vxi11/xdr.hpp>
#include <fiberloom/drivers/wire/service_request_latch.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <list>
#include <utility>

#include "vxi11_links.hpp"

namespace fiberloom::drivers {
namespace {

using vxi11::Error;

std::string only(Error error) {
  return xdr_bytes(vxi11::OnlyError{.error = static_cast<std::uint32_t>(error)});
}

constexpr std::size_t longest_message = std::size_t{1} << 30U;

}  // namespace

class Vxi11Server::Service {
 public:
  Service(MessageDevice& device, std::mutex& turn, Vxi11ServerOptions options)
      : device_(device),
        turn_(turn),
        options_(std::move(options)),
        abort_({.address = options_.address},
               [this](ByteStream& stream, const std::stop_token& stop) {
                 serve_calls(stream, {abort_program()}, stop);
               }),
        core_({.address = options_.address, .port = options_.core_port, .around = options_.around},
              [this](ByteStream& stream, const std::stop_token& stop) { serve(stream, stop); }) {}

  StreamServer& core() { return core_; }
  void announce_status();

 private:
  // One core connection: its links go with it, and it has at most one interrupt channel.
  struct Connection {
    std::uint64_t id = 0;
    std::stop_token stop{};
    std::unique_ptr<ByteStream> interrupt{};
    std::uint32_t interrupt_program = 0;
    std::uint32_t interrupt_version = 0;
  };

  void serve(ByteStream& stream, const std::stop_token& stop);
  RpcProgram abort_program();
  std::optional<std::string> run(Connection& connection, std::uint32_t procedure,
                                 std::string_view arguments);
  std::optional<std::string> run_generic(Connection& connection, std::uint32_t procedure,
                                         std::string_view arguments);
  std::string create_link(const Connection& connection, const vxi11::CreateLink& asked);
  std::string write(const Connection& connection, const vxi11::Write& asked);
  std::string read(const Connection& connection, const vxi11::Read& asked);
  std::string lock(const Connection& connection, const vxi11::Lock& asked);
  std::string enable_service_request(const vxi11::EnableServiceRequest& asked);
  std::string open_interrupts(Connection& connection, const vxi11::CreateInterruptChannel& asked);
  std::string close_interrupts(Connection& connection);
  std::string poll(std::uint32_t link);
  void execute(std::uint32_t link, const std::string& message);

  MessageDevice& device_;
  std::mutex& turn_;
  Vxi11ServerOptions options_;
  vxi11::Links links_{};
  std::mutex connections_mutex_{};
  std::list<Connection*> connections_{};
  std::atomic<std::uint64_t> next_connection_{1};
  std::mutex latch_mutex_{};
  ServiceRequestLatch latch_{};
  StreamServer abort_;
  StreamServer core_;
};

void Vxi11Server::Service::serve(ByteStream& stream, const std::stop_token& stop) {
  Connection connection{.id = next_connection_++, .stop = stop};
  {
    const std::scoped_lock lock(connections_mutex_);
    connections_.push_back(&connection);
  }
  const auto leave = [&] {
    const std::scoped_lock lock(connections_mutex_);
    connections_.remove(&connection);
    links_.destroy_all_of(connection.id);
  };
  try {
    serve_calls(stream,
                {{.number = vxi11::core_program,
                  .version = vxi11::program_version,
                  .run =
                      [&](std::uint32_t procedure, std::string_view arguments) {
                        return run(connection, procedure, arguments);
                      }}},
                stop);
  } catch (...) {
    leave();
    throw;
  }
}

RpcProgram Vxi11Server::Service::abort_program() {
  return {.number = vxi11::abort_program,
          .version = vxi11::program_version,
          .run = [this](std::uint32_t procedure,
                        std::string_view arguments) -> std::optional<std::string> {
            if (procedure != vxi11::device_abort) {
              return std::nullopt;
            }
            return only(links_.abort(from_xdr<vxi11::OnlyLink>(arguments).link));
          }};
}

std::optional<std::string> Vxi11Server::Service::run(Connection& connection,
                                                     std::uint32_t procedure,
                                                     std::string_view arguments) {
  switch (procedure) {
    case vxi11::create_link:
      return create_link(connection, from_xdr<vxi11::CreateLink>(arguments));
    case vxi11::device_write:
      return write(connection, from_xdr<vxi11::Write>(arguments));
    case vxi11::device_read:
      return read(connection, from_xdr<vxi11::Read>(arguments));
    case vxi11::device_lock:
      return lock(connection, from_xdr<vxi11::Lock>(arguments));
    case vxi11::device_unlock:
      return only(links_.release(from_xdr<vxi11::OnlyLink>(arguments).link));
    case vxi11::device_enable_srq:
      return enable_service_request(from_xdr<vxi11::EnableServiceRequest>(arguments));
    case vxi11::device_docmd:
      return only(Error::unsupported) + std::string(4, '\0');  // and no data
    case vxi11::destroy_link:
      return only(links_.destroy(from_xdr<vxi11::OnlyLink>(arguments).link) ? Error::none
                                                                            : Error::invalid_link);
    case vxi11::create_intr_chan:
      return open_interrupts(connection, from_xdr<vxi11::CreateInterruptChannel>(arguments));
    case vxi11::destroy_intr_chan:
      return close_interrupts(connection);
    default:
      return run_generic(connection, procedure, arguments);
  }
}

std::optional<std::string> Vxi11Server::Service::run_generic(Connection& connection,
                                                             std::uint32_t procedure,
                                                             std::string_view arguments) {
  if (procedure < vxi11::device_readstb || procedure > vxi11::device_local) {
    return std::nullopt;
  }
  const auto asked = from_xdr<vxi11::Generic>(arguments);
  {
    auto held = links_.lock();
    const Error error =
        links_.wait_for_turn(held, asked.link, asked.flags, asked.lock_timeout_ms, connection.stop);
    if (error != Error::none) {
      return procedure == vxi11::device_readstb
                 ? xdr_bytes(vxi11::StatusByte{.error = static_cast<std::uint32_t>(error)})
                 : only(error);
    }
    if (procedure == vxi11::device_clear) {
      vxi11::Link& link = *links_.find(asked.link);
      link.input.clear();
      link.output.clear();
      link.output_at = 0;
      link.is_aborted = false;
    }
  }
  if (procedure == vxi11::device_readstb) {
    return poll(asked.link);
  }
  if (procedure == vxi11::device_clear || procedure == vxi11::device_trigger) {
    const std::scoped_lock turn(turn_);
    if (procedure == vxi11::device_clear) {
      device_.clear();
    } else {
      device_.trigger();
    }
  }
  return only(Error::none);  // remote and local have no front panel to change
}

std::string Vxi11Server::Service::create_link(const Connection& connection,
                                              const vxi11::CreateLink& asked) {
  vxi11::CreatedLink created{.abort_port = abort_.port(), .longest_write = options_.longest_write};
  if (asked.device != options_.device) {
    created.error = static_cast<std::uint32_t>(Error::not_accessible);
    return xdr_bytes(created);
  }
  created.link = links_.create(connection.id);
  if (asked.lock) {
    const Error error = links_.acquire(created.link, vxi11::flag::wait_for_lock,
                                       asked.lock_timeout_ms, connection.stop);
    if (error != Error::none) {
      links_.destroy(created.link);
      created.error = static_cast<std::uint32_t>(error);
    }
  }
  return xdr_bytes(created);
}

std::string Vxi11Server::Service::write(const Connection& connection, const vxi11::Write& asked) {
  const auto result = [](Error error, std::size_t size) {
    return xdr_bytes(vxi11::Written{.error = static_cast<std::uint32_t>(error),
                                    .size = static_cast<std::uint32_t>(size)});
  };
  std::string message;
  bool is_interrupted = false;
  {
    auto held = links_.lock();
    const Error error =
        links_.wait_for_turn(held, asked.link, asked.flags, asked.lock_timeout_ms, connection.stop);
    if (error != Error::none) {
      return result(error, 0);
    }
    vxi11::Link& link = *links_.find(asked.link);
    link.is_aborted = false;
    is_interrupted = link.has_answer();
    link.output.clear();
    link.output_at = 0;
    if (link.input.size() + asked.data.size() > longest_message) {
      link.input.clear();
      return result(Error::out_of_resources, 0);
    }
    link.input += asked.data;
    if ((asked.flags & vxi11::flag::end) != 0) {
      message = std::exchange(link.input, {});
    }
  }
  if (is_interrupted) {
    const std::scoped_lock turn(turn_);
    device_.note(QueryFault::interrupted);
  }
  if (!message.empty()) {
    execute(asked.link, message);
  }
  return result(Error::none, asked.data.size());
}

void Vxi11Server::Service::execute(std::uint32_t link, const std::string& message) {
  std::string answer;
  {
    const auto held = links_.lock();
    if (vxi11::Link* found = links_.find(link)) {
      answer.swap(found->output);  // its memory serves again
    }
  }
  {
    const std::scoped_lock turn(turn_);
    device_.execute(message, answer);
  }
  {
    const auto held = links_.lock();
    if (vxi11::Link* found = links_.find(link)) {
      found->output = std::move(answer);
      found->output_at = 0;
    }
  }
  announce_status();
}

std::string Vxi11Server::Service::read(const Connection& connection, const vxi11::Read& asked) {
  const auto failed = [](Error error) {
    return xdr_bytes(vxi11::HasRead{.error = static_cast<std::uint32_t>(error)});
  };
  auto held = links_.lock();
  Error error =
      links_.wait_for_turn(held, asked.link, asked.flags, asked.lock_timeout_ms, connection.stop);
  if (error != Error::none) {
    return failed(error);
  }
  if (!links_.find(asked.link)->has_answer()) {
    error = links_.wait_for_abort(held, asked.link, asked.io_timeout_ms, connection.stop);
    held.unlock();
    if (error == Error::io_timeout) {
      const std::scoped_lock turn(turn_);
      device_.note(QueryFault::unterminated);
    }
    return failed(error);
  }
  vxi11::Link& link = *links_.find(asked.link);
  std::string_view data = std::string_view(link.output).substr(link.output_at);
  vxi11::HasRead result;
  if ((asked.flags & vxi11::flag::has_termination) != 0) {
    const std::size_t end = data.find(static_cast<char>(asked.termination & 0xffU));
    if (end != std::string_view::npos && end < asked.request_size) {
      data = data.substr(0, end + 1);
      result.reason |= vxi11::reason::termination;
    }
  }
  if (data.size() >= asked.request_size) {
    data = data.substr(0, asked.request_size);
    result.reason |= vxi11::reason::request_count;
  }
  link.output_at += data.size();
  if (!link.has_answer()) {
    result.reason |= vxi11::reason::end;
  }
  result.data = data;
  return xdr_bytes(result);
}

std::string Vxi11Server::Service::lock(const Connection& connection, const vxi11::Lock& asked) {
  return only(links_.acquire(asked.link, asked.flags, asked.lock_timeout_ms, connection.stop));
}

std::string Vxi11Server::Service::enable_service_request(const vxi11::EnableServiceRequest& asked) {
  constexpr std::size_t longest_handle = 40;
  const auto held = links_.lock();
  vxi11::Link* link = links_.find(asked.link);
  if (link == nullptr) {
    return only(Error::invalid_link);
  }
  if (asked.handle.size() > longest_handle) {
    return only(Error::parameter);
  }
  link->wants_service_requests = asked.enable;
  link->handle = asked.handle;
  return only(Error::none);
}

std::string Vxi11Server::Service::open_interrupts(Connection& connection,
                                                  const vxi11::CreateInterruptChannel& asked) {
  if (asked.family != 0) {
    return only(Error::unsupported);  // datagrams get lost, and then so does the request
  }
  const std::uint32_t address = asked.host_address;
  const std::string host = fmt::format("{}.{}.{}.{}", address >> 24U, (address >> 16U) & 0xffU,
                                       (address >> 8U) & 0xffU, address & 0xffU);
  std::unique_ptr<ByteStream> stream;
  try {
    stream = connect_tcp(host, static_cast<std::uint16_t>(asked.host_port),
                         Until::within(std::chrono::seconds(2), connection.stop));
  } catch (const core::InstrumentError&) {
    return only(Error::no_channel);
  }
  const std::scoped_lock lock(connections_mutex_);
  if (connection.interrupt) {
    return only(Error::channel_exists);
  }
  connection.interrupt = std::move(stream);
  connection.interrupt_program = asked.program;
  connection.interrupt_version = asked.version;
  return only(Error::none);
}

std::string Vxi11Server::Service::close_interrupts(Connection& connection) {
  const std::scoped_lock lock(connections_mutex_);
  const bool was_open = connection.interrupt != nullptr;
  connection.interrupt.reset();
  return only(was_open ? Error::none : Error::no_channel);
}

std::string Vxi11Server::Service::poll(std::uint32_t link) {
  bool has_answer = false;
  {
    const auto held = links_.lock();
    const vxi11::Link* found = links_.find(link);
    has_answer = found != nullptr && found->has_answer();
  }
  const std::scoped_lock turn(turn_, latch_mutex_);
  return xdr_bytes(
      vxi11::StatusByte{.error = 0, .status_byte = latch_.poll(device_.status_byte(has_answer))});
}

void Vxi11Server::Service::announce_status() {
  {
    const std::scoped_lock turn(turn_, latch_mutex_);
    if (!latch_.update(device_.status_byte(false))) {
      return;
    }
  }
  std::vector<std::pair<std::uint64_t, std::string>> wishes;
  {
    const auto held = links_.lock();
    for (const auto& [id, link] : links_.all()) {
      if (link.wants_service_requests) {
        wishes.emplace_back(link.connection, link.handle);
      }
    }
  }
  const std::scoped_lock lock(connections_mutex_);
  for (const auto& [id, handle] : wishes) {
    const auto found = std::ranges::find(connections_, id, &Connection::id);
    if (found == connections_.end() || !(*found)->interrupt) {
      continue;
    }
    Connection& connection = **found;
    try {
      RpcClient(*connection.interrupt)
          .send({.program = connection.interrupt_program,
                 .version = connection.interrupt_version,
                 .procedure = vxi11::device_intr_srq},
                xdr_bytes(vxi11::ServiceRequest{.handle = handle}),
                Until::within(std::chrono::seconds(1), connection.stop));
    } catch (const core::Error&) {
      connection.interrupt.reset();  // that client no longer listens
    }
  }
}

Vxi11Server::Vxi11Server(MessageDevice& device, std::mutex& turn, Vxi11ServerOptions options)
    : service_(std::make_unique<Service>(device, turn, std::move(options))) {}

Vxi11Server::~Vxi11Server() = default;

std::uint16_t Vxi11Server::core_port() const noexcept { return service_->core().port(); }

PortMapping Vxi11Server::mapping() const {
  return {.program = vxi11::core_program,
          .version = vxi11::program_version,
          .protocol = over_tcp,
          .port = core_port()};
}

void Vxi11Server::announce_status() { service_->announce_status(); }

StreamServer& Vxi11Server::core_server() noexcept { return service_->core(); }

}  // namespace fiberloom::drivers
