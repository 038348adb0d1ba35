#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string content_type{};  ///< of the body; none when empty
  std::string body{};
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body{};
};

/// As HTTP/1.1 sends them, the body with its length.
///
/// Source:  RFC 9112.
[[nodiscard]] std::string encode(const HttpRequest& request, std::string_view host);
[[nodiscard]] std::string encode(const HttpResponse& response);

/// Puts one message together from what comes.
///
/// Throws:  InstrumentError "transport.protocol" for what is no HTTP, or more than the limits allow.
class HttpRequestParser {
 public:
  explicit HttpRequestParser(std::size_t longest_body);
  ~HttpRequestParser();
  HttpRequestParser(const HttpRequestParser&) = delete;
  HttpRequestParser& operator=(const HttpRequestParser&) = delete;

  /// Takes bytes and returns how many of them belonged to this message.
  std::size_t feed(std::string_view bytes);
  [[nodiscard]] bool is_complete() const;
  [[nodiscard]] bool keeps_alive() const;
  [[nodiscard]] HttpRequest take();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

class HttpResponseParser {
 public:
  explicit HttpResponseParser(std::size_t longest_body);
  ~HttpResponseParser();
  HttpResponseParser(const HttpResponseParser&) = delete;
  HttpResponseParser& operator=(const HttpResponseParser&) = delete;

  std::size_t feed(std::string_view bytes);
  /// The other side hung up: the end of a body without a length.
  void feed_end();
  [[nodiscard]] bool is_complete() const;
  [[nodiscard]] HttpResponse take();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace fiberloom::drivers
