#include <fiberloom/drivers/hislip/hislip_message.hpp>
#include <fiberloom/drivers/hislip/hislip_server.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <map>
#include <utility>

#include "hislip_session.hpp"

namespace fiberloom::drivers {

namespace {

constexpr std::uint32_t vendor = 0x464c;  // "FL"
constexpr std::size_t longest_greeting = 4096;

}  // namespace

class HislipServer::Service {
 public:
  Service(MessageDevice& device, std::mutex& turn, HislipServerOptions options)
      : options_(std::move(options)),
        shared_{.device = device,
                .turn = turn,
                .options = options_,
                .status_changed = [this] { announce_status(); }},
        server_({.address = options_.address, .port = options_.port, .around = options_.around},
                [this](ByteStream& stream, const std::stop_token& stop) { serve(stream, stop); }) {}

  StreamServer& stream_server() { return server_; }

  void announce_status() {
    std::uint8_t status = 0;
    {
      const std::scoped_lock lock(shared_.turn, mutex_);
      status = shared_.device.status_byte(false);
      if (!latch_.update(status)) {
        return;
      }
    }
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, session] : sessions_) {
      session->tell(
          hislip::encode({.type = hislip::Type::async_service_request, .control = status}, ""));
    }
  }

 private:
  // Both channels hold the session; it goes when the second of them ends.
  using SessionPointer = std::shared_ptr<hislip::Session>;

  void serve(ByteStream& stream, const std::stop_token& stop);
  void serve_sync(ByteStream& stream, StreamReader& reader, const hislip::Header& header,
                  const std::stop_token& stop);
  void serve_async(ByteStream& stream, StreamReader& reader, const hislip::Header& header,
                   const std::stop_token& stop);
  SessionPointer open_session();
  static void refuse(ByteStream& stream, std::uint8_t code, std::string_view words,
                     const std::stop_token& stop);

  HislipServerOptions options_;
  hislip::Shared shared_;
  std::mutex mutex_{};
  std::map<std::uint16_t, SessionPointer> sessions_{};
  std::uint16_t next_session_ = 1;
  ServiceRequestLatch latch_{};
  StreamServer server_;
};

void HislipServer::Service::refuse(ByteStream& stream, std::uint8_t code, std::string_view words,
                                   const std::stop_token& stop) {
  stream.write(hislip::encode({.type = hislip::Type::fatal_error, .control = code}, words),
               Until::within(std::chrono::seconds(5), stop));
}

void HislipServer::Service::serve(ByteStream& stream, const std::stop_token& stop) {
  StreamReader reader(stream);
  hislip::Header header;
  try {
    header = hislip::decode(reader.fetch(hislip::header_size, Until::stopped(stop)));
  } catch (const core::InstrumentError& error) {
    if (error.code() == "transport.protocol") {
      refuse(stream, hislip::fatal::bad_header, "poorly formed message header", stop);
    }
    throw;
  }
  if (header.type == hislip::Type::initialize && header.payload_size <= longest_greeting) {
    serve_sync(stream, reader, header, stop);
  } else if (header.type == hislip::Type::async_initialize && header.payload_size == 0) {
    serve_async(stream, reader, header, stop);
  } else {
    refuse(stream, hislip::fatal::bad_initialization, "invalid initialization sequence", stop);
  }
}

HislipServer::Service::SessionPointer HislipServer::Service::open_session() {
  const std::scoped_lock lock(mutex_);
  if (sessions_.size() >= options_.most_clients) {
    return nullptr;
  }
  while (sessions_.contains(next_session_) || next_session_ == 0) {
    ++next_session_;
  }
  auto session = std::make_shared<hislip::Session>(shared_, next_session_);
  sessions_[next_session_++] = session;
  return session;
}

void HislipServer::Service::serve_sync(ByteStream& stream, StreamReader& reader,
                                       const hislip::Header& header, const std::stop_token& stop) {
  const std::string name(reader.fetch(header.payload_size, Until::stopped(stop)));
  if (name != options_.sub_address && !name.empty()) {
    refuse(stream, hislip::fatal::bad_initialization, "there is no such sub-address", stop);
    return;
  }
  const SessionPointer session = open_session();
  if (!session) {
    refuse(stream, hislip::fatal::too_many_clients, "maximum number of clients exceeded", stop);
    return;
  }
  struct Leaver {
    Service& service;
    std::uint16_t id;
    ~Leaver() {
      service.shared_.locks.forget(id);
      const std::scoped_lock lock(service.mutex_);
      service.sessions_.erase(id);
    }
  } const leaver{*this, session->id()};
  const std::uint32_t version = std::uint32_t{hislip::version_1_0} << 16U;
  stream.write(
      hislip::encode({.type = hislip::Type::initialize_response,
                      .control = static_cast<std::uint8_t>(options_.prefers_overlapped ? 1 : 0),
                      .parameter = version | session->id()},
                     ""),
      Until::within(std::chrono::seconds(5), stop));
  session->serve_sync(stream, reader, stop);
}

void HislipServer::Service::serve_async(ByteStream& stream, StreamReader& reader,
                                        const hislip::Header& header, const std::stop_token& stop) {
  SessionPointer session;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = sessions_.find(static_cast<std::uint16_t>(header.parameter & 0xffffU));
    session = found == sessions_.end() ? nullptr : found->second;
  }
  if (!session) {
    refuse(stream, hislip::fatal::bad_initialization, "there is no such session", stop);
    return;
  }
  stream.write(
      hislip::encode({.type = hislip::Type::async_initialize_response, .parameter = vendor}, ""),
      Until::within(std::chrono::seconds(5), stop));
  session->serve_async(stream, reader, stop);
}

HislipServer::HislipServer(MessageDevice& device, std::mutex& turn, HislipServerOptions options)
    : service_(std::make_unique<Service>(device, turn, std::move(options))) {}

HislipServer::~HislipServer() = default;

std::uint16_t HislipServer::port() const noexcept { return service_->stream_server().port(); }

void HislipServer::announce_status() { service_->announce_status(); }

StreamServer& HislipServer::stream_server() noexcept { return service_->stream_server(); }

}  // namespace fiberloom::drivers
