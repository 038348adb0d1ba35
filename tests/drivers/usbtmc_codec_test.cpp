#include <fiberloom/drivers/usbtmc/usbtmc_codec.hpp>

#include "expect_error.hpp"
#include "hex_bytes.hpp"

namespace fiberloom::drivers::usbtmc {
namespace {

using test::from_hex;
using test::to_hex;

TEST(UsbtmcCodec, HasTheBytesOfTheSpecification) {
  EXPECT_EQ(to_hex(encode_out(1, "*IDN?", true)), "0101fe00 05000000 01000000 2a49444e 3f000000");
  EXPECT_EQ(to_hex(encode_out(2, "abcd", false)), "0102fd00 04000000 00000000 61626364");
  EXPECT_EQ(to_hex(encode_request(3, 0x1234)), "0203fc00 34120000 00000000");
  EXPECT_EQ(to_hex(encode_request(3, 16, '\n')), "0203fc00 10000000 020a0000");
  EXPECT_EQ(to_hex(encode_in(3, "1\n", true)), "0203fc00 02000000 01000000 310a0000");
  EXPECT_EQ(to_hex(encode(Header{.id = MessageId::trigger, .tag = 255})),
            "80ff0000 00000000 00000000");
}

TEST(UsbtmcCodec, BringsTransfersBack) {
  const std::string answer = encode_in(9, "hello", false);
  const Transfer in = decode_in(answer, 9);
  EXPECT_EQ(in.data, "hello");
  EXPECT_FALSE(in.is_end());
  const std::string command = encode_out(10, "", true);
  const Transfer out = decode_out(command);
  EXPECT_EQ(out.data, "");
  EXPECT_TRUE(out.is_end());
  EXPECT_EQ(next_tag(1), 2);
  EXPECT_EQ(next_tag(255), 1);
}

TEST(UsbtmcCodec, RefusesWhatBelongsToAnotherRequestOrIsTornApart) {
  test::expect_error<core::InstrumentError>("transport.protocol", {"another request"}, [] {
    static_cast<void>(decode_in(encode_in(9, "late", true), 10));
  });
  test::expect_error<core::InstrumentError>("transport.protocol", {"shorter"}, [] {
    static_cast<void>(decode_in(from_hex("0203fc00 05000000 01000000 31"), 3));
  });
  for (const char* bytes :
       {"", "0203fc00 05000000", "0203fd00 00000000 00000000", "0200ff00 00000000 00000000"}) {
    EXPECT_FALSE(decode(from_hex(bytes))) << bytes;
  }
}

}  // namespace
}  // namespace fiberloom::drivers::usbtmc
