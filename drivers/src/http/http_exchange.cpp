#include <fmt/format.h>

#include <array>
#include <fiberloom/drivers/http/http_exchange.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <vector>

namespace fiberloom::drivers {
namespace {

constexpr std::size_t longest_body = std::size_t{1} << 30U;
constexpr std::size_t piece = std::size_t{256} * 1024;
constexpr std::chrono::seconds patience(60);  // with a client that does not take its answer

}  // namespace

HttpResponse http_exchange(const HttpAddress& address, const HttpRequest& request,
                           const Until& until) {
  const auto stream = connect_tcp(address.host, address.port, until);
  stream->write(encode(request, fmt::format("{}:{}", address.host, address.port)), until);
  HttpResponseParser parser(longest_body);
  std::vector<char> buffer(piece);
  std::string unparsed;  // a header in pieces
  while (!parser.is_complete()) {
    try {
      const std::size_t count = stream->read_some(buffer, until);
      unparsed.append(buffer.data(), count);
    } catch (const core::InstrumentError& error) {
      if (error.code() != "transport.closed" || !unparsed.empty()) {
        throw;
      }
      try {
        parser.feed_end();
      } catch (const core::InstrumentError&) {
        throw closed_error(stream->name(), "waiting for the rest of an HTTP answer");
      }
      break;
    }
    unparsed.erase(0, parser.feed(unparsed));
  }
  return parser.take();
}

void serve_http(ByteStream& stream, const HttpHandler& handler, const std::stop_token& stop) {
  std::vector<char> buffer(piece);
  std::string input;
  for (bool goes_on = true; goes_on;) {
    HttpRequestParser parser(longest_body);
    input.erase(0, parser.feed(input));
    while (!parser.is_complete()) {
      const std::size_t count = stream.read_some(buffer, Until::stopped(stop));
      input.append(buffer.data(), count);
      input.erase(0, parser.feed(input));
    }
    goes_on = parser.keeps_alive();
    stream.write(encode(handler(parser.take())), Until::within(patience, stop));
  }
}

}  // namespace fiberloom::drivers
