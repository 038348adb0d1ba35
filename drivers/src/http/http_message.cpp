#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fiberloom/drivers/http/http_message.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace http = boost::beast::http;

template <class Parser>
std::size_t put(Parser& parser, std::string_view bytes) {
  std::size_t consumed = 0;
  while (consumed < bytes.size() && !parser.is_done()) {
    boost::system::error_code error;
    const std::string_view rest = bytes.substr(consumed);
    const std::size_t count = parser.put(boost::asio::buffer(rest.data(), rest.size()), error);
    consumed += count;
    if (error == http::error::need_more || (!error && count == 0)) {
      break;
    }
    if (error) {
      throw protocol_error("http", error.message());
    }
  }
  return consumed;
}

std::string text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::string content_headers(std::string_view content_type, std::size_t size) {
  return content_type.empty()
             ? fmt::format("Content-Length: {}\r\n", size)
             : fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", content_type, size);
}

}  // namespace

std::string encode(const HttpRequest& request, std::string_view host) {
  return fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}\r\n{}", request.method,
                     request.target, host,
                     content_headers(request.content_type, request.body.size()), request.body);
}

std::string encode(const HttpResponse& response) {
  return fmt::format(
      "HTTP/1.1 {} {}\r\n{}\r\n{}", response.status,
      text_of(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status)))),
      content_headers(response.content_type, response.body.size()), response.body);
}

struct HttpRequestParser::Parser {
  http::request_parser<http::string_body> beast{};
};

HttpRequestParser::HttpRequestParser(std::size_t longest_body)
    : parser_(std::make_unique<Parser>()) {
  parser_->beast.body_limit(longest_body);
  parser_->beast.eager(true);
}

HttpRequestParser::~HttpRequestParser() = default;

std::size_t HttpRequestParser::feed(std::string_view bytes) { return put(parser_->beast, bytes); }

bool HttpRequestParser::is_complete() const { return parser_->beast.is_done(); }

bool HttpRequestParser::keeps_alive() const { return parser_->beast.get().keep_alive(); }

HttpRequest HttpRequestParser::take() {
  auto message = parser_->beast.release();
  return {.method = text_of(message.method_string()),
          .target = text_of(message.target()),
          .content_type = text_of(message[http::field::content_type]),
          .body = std::move(message.body())};
}

struct HttpResponseParser::Parser {
  http::response_parser<http::string_body> beast{};
};

HttpResponseParser::HttpResponseParser(std::size_t longest_body)
    : parser_(std::make_unique<Parser>()) {
  parser_->beast.body_limit(longest_body);
  parser_->beast.eager(true);
}

HttpResponseParser::~HttpResponseParser() = default;

std::size_t HttpResponseParser::feed(std::string_view bytes) { return put(parser_->beast, bytes); }

void HttpResponseParser::feed_end() {
  if (!parser_->beast.is_header_done()) {  // Beast takes nothing at all for a whole answer
    throw protocol_error("http", "the end came before the header did");
  }
  boost::system::error_code error;
  parser_->beast.put_eof(error);
  if (error) {
    throw protocol_error("http", error.message());
  }
}

bool HttpResponseParser::is_complete() const { return parser_->beast.is_done(); }

HttpResponse HttpResponseParser::take() {
  auto message = parser_->beast.release();
  return {.status = static_cast<int>(message.result_int()),
          .content_type = text_of(message[http::field::content_type]),
          .body = std::move(message.body())};
}

}  // namespace fiberloom::drivers
