#include "http_instrument.hpp"

#include <array>
#include <fiberloom/drivers/wire/tcp.hpp>

#include "expect_error.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

const Until until = Until::within(100s);

TEST(HttpMessage, HasTheBytesOfHttp11) {
  EXPECT_EQ(encode(HttpRequest{.method = "POST",
                               .target = "/waveshaper/loadprofile",
                               .content_type = "application/json",
                               .body = "{}"},
                   "ws:80"),
            "POST /waveshaper/loadprofile HTTP/1.1\r\nHost: ws:80\r\nConnection: close\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(encode(HttpResponse{.body = "{\"rc\":0}"}),
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n"
            "{\"rc\":0}");
}

TEST(HttpMessage, IsPutTogetherFromPieces) {
  const std::string bytes =
      encode(HttpRequest{.method = "POST", .target = "/a", .body = "body"}, "h");
  HttpRequestParser parser(100);
  std::string rest;
  for (const char c : bytes) {
    EXPECT_FALSE(parser.is_complete());
    rest += c;
    rest.erase(0, parser.feed(rest));
  }
  ASSERT_TRUE(parser.is_complete());
  EXPECT_FALSE(parser.keeps_alive());
  const HttpRequest back = parser.take();
  EXPECT_EQ(back.method, "POST");
  EXPECT_EQ(back.target, "/a");
  EXPECT_EQ(back.body, "body");
}

TEST(HttpMessage, ComesChunkedOrWithoutALengthToo) {
  HttpResponseParser chunked(100);
  chunked.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  ASSERT_TRUE(chunked.is_complete());
  EXPECT_EQ(chunked.take().body, "abc");
  HttpResponseParser open_end(100);
  open_end.feed("HTTP/1.0 500 Oops\r\n\r\nabc");
  EXPECT_FALSE(open_end.is_complete());
  open_end.feed_end();
  ASSERT_TRUE(open_end.is_complete());
  const HttpResponse response = open_end.take();
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body, "abc");
}

TEST(HttpMessage, IsRefusedWhenItIsNone) {
  test::expect_error<core::InstrumentError>(
      "transport.protocol", {}, [] { HttpResponseParser(100).feed("SSH-2.0-OpenSSH_9.2\r\n"); });
  test::expect_error<core::InstrumentError>("transport.protocol", {"limit"}, [] {
    HttpResponseParser(100).feed("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n");
  });
}

TEST(HttpExchange, AsksAndTells) {
  test::HttpInstrument peer;
  EXPECT_EQ(http_exchange(peer.address(), {.target = "/info"}, until).body,
            "{\"model\":\"loopback\",\"sno\":\"42\"}");
  const std::string profile(3000000, '7');
  const HttpResponse stored = http_exchange(
      peer.address(), {.method = "POST", .target = "/profile", .body = profile}, until);
  EXPECT_EQ(stored.body, "{\"rc\":0}");
  EXPECT_EQ(http_exchange(peer.address(), {.target = "/profile"}, until).body, profile);
  EXPECT_EQ(http_exchange(peer.address(), {.target = "/nowhere"}, until).status, 404);
}

TEST(HttpExchange, ServesSeveralRequestsOnOneConnection) {
  test::HttpInstrument peer;
  const auto stream = connect_tcp("127.0.0.1", peer.server.port(), until);
  stream->write("GET /info HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
                until);
  std::string all;
  while (all.find("-38}") == std::string::npos) {
    std::array<char, 4096> buffer{};
    all.append(buffer.data(), stream->read_some(buffer, until));
  }
  EXPECT_THAT(all, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(all, testing::HasSubstr("HTTP/1.1 404 Not Found\r\n"));
}

}  // namespace
}  // namespace fiberloom::drivers
