#pragma once

#include <fiberloom/drivers/http/http_exchange.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <mutex>
#include <string>

namespace fiberloom::test {

/// The header has no end.
inline void spoil_http_end(std::string& message) {
  const std::size_t end = message.find("\r\n\r\n");
  if (end != std::string::npos) {
    message.erase(end + 2);
  }
}

/// A filter that keeps a profile: GET and POST /profile, GET /info; with faults on order.
class HttpInstrument {
 public:
  std::mutex turn{};
  std::string profile = "191.100\t0.00\t0.00\t1\n";
  drivers::FaultPlan faults{};
  drivers::StreamServer server{
      {.around = drivers::with_faults(faults, spoil_http_end)},
      [this](drivers::ByteStream& stream, const std::stop_token& stop) {
        drivers::serve_http(
            stream, [this](const drivers::HttpRequest& request) { return answer(request); }, stop);
      }};

  [[nodiscard]] drivers::HttpAddress address() const {
    return {.host = "127.0.0.1", .port = server.port()};
  }

 private:
  drivers::HttpResponse answer(const drivers::HttpRequest& request) {
    const std::scoped_lock lock(turn);
    if (request.target == "/profile" && request.method == "GET") {
      return {.content_type = "text/plain", .body = profile};
    }
    if (request.target == "/profile" && request.method == "POST") {
      profile = request.body;
      return {.body = "{\"rc\":0}"};
    }
    if (request.target == "/info") {
      return {.body = "{\"model\":\"loopback\",\"sno\":\"42\"}"};
    }
    return {.status = 404, .body = "{\"rc\":-38}"};
  }
};

}  // namespace fiberloom::test
