#include <fiberloom/drivers/discovery/dns_message.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <string>

#include "expect_error.hpp"
#include "hex_bytes.hpp"

namespace fiberloom::drivers::dns {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::string_literals;

// Twelve bytes of header: no transaction, flags, and how many questions and answers follow.
std::string header(std::uint8_t flags, std::uint8_t questions, std::uint8_t answers) {
  std::string bytes(12, '\0');
  bytes[2] = static_cast<char>(flags);
  bytes[5] = static_cast<char>(questions);
  bytes[7] = static_cast<char>(answers);
  return bytes;
}

// "\4_lxi\4_tcp\5local\0", which begins at byte 12 of the messages here.
const std::string lxi_name = "\4_lxi\4_tcp\5local\0"s;
const std::string pointer_to_it = "\xc0\x0c";
const std::string ptr_in = "\0\x0c\0\1\0\0\0\x0a"s;  // PTR, IN, lives for 10 s

void expect_malformed(const std::string& bytes) {
  test::expect_error<core::InstrumentError>("transport.protocol", {"dns"},
                                            [&] { static_cast<void>(decode(bytes)); });
}

TEST(DnsMessage, AsksForAType) {
  const Message question{.questions = {{.name = {"_lxi", "_tcp", "local"}, .type = type_ptr}}};
  EXPECT_EQ(encode(question), header(0, 1, 0) + lxi_name + "\0\x0c\0\1"s);
}

TEST(DnsMessage, FollowsNamesThatPointBackwards) {
  // "scope" in front of a pointer to the question's name, and a host whose domain is a part of it.
  const std::string instance = "\5scope" + pointer_to_it;
  const std::string answer = header(0x84, 1, 2) + lxi_name + "\0\x0c\0\1"s + pointer_to_it +
                             ptr_in + "\0\x08"s + instance + instance + "\0\x21\x80\1\0\0\0\x0a"s +
                             "\0\x0c"s + "\0\0\0\0\x13\x59"s + "\3osc\xc0\x16";
  const Message message = decode(answer);
  EXPECT_TRUE(message.is_response);
  EXPECT_THAT(message.questions, ElementsAre(Question{{"_lxi", "_tcp", "local"}, type_ptr}));
  const Name scope{"scope", "_lxi", "_tcp", "local"};
  EXPECT_THAT(message.records,
              ElementsAre(Record{{"_lxi", "_tcp", "local"}, Pointer{scope}},
                          Record{scope, Service{.port = 4953, .host = {"osc", "local"}}}));
}

TEST(DnsMessage, ReadsTextsAndAddresses) {
  const std::string answer = header(0x84, 0, 3) + "\1h\0"s + "\0\x10\0\1\0\0\0\x0a"s + "\0\x0b"s +
                             "\x09Model=N77\0"s + "\1h\0"s + "\0\1\0\1\0\0\0\x0a\0\4"s +
                             "\x0a\0\0\5"s + "\1h\0"s + "\0\x1c\0\1\0\0\0\x0a\0\2"s + "??";
  EXPECT_THAT(decode(answer).records,
              ElementsAre(Record{{"h"}, Texts{"Model=N77"}}, Record{{"h"}, Address{"10.0.0.5"}}))
      << "an IPv6 address is none of the four types, and is left out";
}

TEST(DnsMessage, ComesBackAsItWasWritten) {
  const Message message{
      .is_response = true,
      .questions = {{.name = {"a"}, .type = type_srv}},
      .records = {{.name = {"Bench 1.2", "_hislip", "_tcp", "local"},
                   .data = Service{.port = 4880, .host = {"bench", "local"}}},
                  {.name = {"bench", "local"}, .data = Address{"192.168.250.255"}},
                  {.name = {"x"}, .data = Texts{}},
                  {.name = {"x"}, .data = Texts{"txtvers=1", "Model=A=B"}},
                  {.name = {"_hislip", "_tcp", "local"}, .data = Pointer{{"Bench 1.2", "local"}}}}};
  EXPECT_EQ(decode(encode(message)), message);
}

TEST(DnsMessage, RefusesNamesThatLeadInCirclesOrAhead) {
  expect_malformed(header(0, 1, 0) + "\xc0\x0c\0\x0c\0\1"s);     // to itself
  expect_malformed(header(0, 1, 0) + "\xc0\x40\0\x0c\0\1"s);     // ahead
  expect_malformed(header(0, 1, 0) + "\1a\xc0\x0c\0\x0c\0\1"s);  // in a circle
  expect_malformed(header(0, 1, 0) + "\x80\1\0\x0c\0\1"s);       // reserved kind of label
}

TEST(DnsMessage, RefusesWhatEndsTooEarly) {
  const std::string whole = header(0x84, 0, 1) + lxi_name + ptr_in + "\0\7"s + "\5scope\0"s;
  EXPECT_NO_THROW(static_cast<void>(decode(whole)));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    expect_malformed(whole.substr(0, size));
  }
}

TEST(DnsMessage, RefusesNamesThatAreTooLong) {
  std::string long_name;
  for (int i = 0; i < 5; ++i) {
    long_name += "\x3f" + std::string(63, 'a');
  }
  expect_malformed(header(0, 1, 0) + long_name + "\0\0\x0c\0\1"s);
  test::expect_error<core::InputError>("input.dns_name", {"63 bytes"}, [] {
    static_cast<void>(encode({.questions = {{.name = {std::string(64, 'a')}}}}));
  });
}

TEST(DnsMessage, NamesAreComparedWithoutCase) {
  EXPECT_TRUE(is_same({"_LXI", "_tcp"}, {"_lxi", "_TCP"}));
  EXPECT_FALSE(is_same({"_lxi"}, {"_lxi", "_tcp"}));
  EXPECT_EQ(to_text({"N77 v1.2", "local"}), "N77 v1\\.2.local");
}

}  // namespace
}  // namespace fiberloom::drivers::dns
