#pragma once

#include <cstdint>
#include <fiberloom/drivers/http/http_message.hpp>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <functional>
#include <stop_token>
#include <string>

namespace fiberloom::drivers {

struct HttpAddress {
  std::string host{};
  std::uint16_t port = 80;
};

/// Asks an instrument that speaks HTTP, as programmable filters do. Each exchange has a connection of its own, so that no
/// late answer can meet a new question.
///
/// Throws:  InstrumentError with one of the codes of transport_error.hpp; a status that says no is an answer.
[[nodiscard]] HttpResponse http_exchange(const HttpAddress& address, const HttpRequest& request,
                                         const Until& until);

using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

/// Serves requests on one connection until the client hangs up or wants no more.
void serve_http(ByteStream& stream, const HttpHandler& handler, const std::stop_token& stop);

}  // namespace fiberloom::drivers
