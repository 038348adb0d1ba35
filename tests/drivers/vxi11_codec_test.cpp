#include <fiberloom/drivers/vxi11/port_mapper.hpp>
#include <fiberloom/drivers/vxi11/rpc.hpp>
#include <fiberloom/drivers/vxi11/vxi11_messages.hpp>
#include <fiberloom/drivers/vxi11/xdr.hpp>

#include "expect_error.hpp"
#include "hex_bytes.hpp"
#include "memory_stream.hpp"

namespace fiberloom::drivers {
namespace {

using test::from_hex;
using test::to_hex;

const Until forever = Until::stopped({});
const std::string no_credentials = "00000000 00000000 00000000 00000000";

// A call as liblxi 1.18 sends it, record mark and all.
std::string sent(const RpcCall& call, const std::string& arguments) {
  const std::string message = encode_call(call, arguments);
  return to_hex(record_mark(message.size()) + message);
}

// The words below were captured between liblxi 1.18 and a VXI-11 server.
TEST(Vxi11Bytes, OfTheQuestionToThePortmapper) {
  const RpcCall call{0x428bec39, 100000, 2, 3};
  const PortMapping wanted{.program = 0x0607af, .version = 1, .protocol = over_tcp};
  EXPECT_EQ(sent(call, xdr_bytes(wanted)),
            "80000038 428bec39 00000000 00000002 000186a0 00000002 00000003 " + no_credentials +
                " 000607af 00000001 00000006 00000000");
  const std::string reply =
      from_hex("428bec39 00000001 00000000 00000000 00000000 00000000 0000957d");
  EXPECT_EQ(decode_reply(reply).transaction, 0x428bec39U);
  EXPECT_EQ(to_hex(decode_reply(reply).results), "0000957d");
  EXPECT_EQ(encode_reply({.transaction = 0x428bec39, .results = from_hex("0000957d")}), reply);
}

TEST(Vxi11Bytes, OfOpeningALink) {
  const RpcCall call{0x1822342f, vxi11::core_program, 1, vxi11::create_link};
  EXPECT_EQ(sent(call, xdr_bytes(vxi11::CreateLink{.client = 0x90001e90, .device = "inst0"})),
            "80000040 1822342f 00000000 00000002 000607af 00000001 0000000a " + no_credentials +
                " 90001e90 00000000 00000000 00000005 696e7374 30000000");
  const std::string reply = from_hex(
      "1822342f 00000001 00000000 00000000 00000000 00000000"
      "00000000 000000c9 00009d7d 00000400");
  const auto created = from_xdr<vxi11::CreatedLink>(decode_reply(reply).results);
  EXPECT_EQ(created.link, 0xc9U);
  EXPECT_EQ(created.abort_port, 0x9d7dU);
  EXPECT_EQ(created.longest_write, 1024U);
  EXPECT_EQ(to_hex(xdr_bytes(created)), "00000000 000000c9 00009d7d 00000400");
}

TEST(Vxi11Bytes, OfWritingAndReading) {
  const RpcCall write{0x1722342f, vxi11::core_program, 1, vxi11::device_write};
  EXPECT_EQ(
      sent(write, xdr_bytes(vxi11::Write{.link = 0xc9,
                                         .io_timeout_ms = 3000,
                                         .flags = vxi11::flag::end | vxi11::flag::wait_for_lock,
                                         .data = "*IDN?"})),
      "80000044 1722342f 00000000 00000002 000607af 00000001 0000000b " + no_credentials +
          " 000000c9 00000bb8 00000000 00000009 00000005 2a49444e 3f000000");
  const RpcCall read{0x1622342f, vxi11::core_program, 1, vxi11::device_read};
  EXPECT_EQ(sent(read, xdr_bytes(vxi11::Read{
                           .link = 0xc9, .request_size = 0x500000, .io_timeout_ms = 3000})),
            "80000040 1622342f 00000000 00000002 000607af 00000001 0000000c " + no_credentials +
                " 000000c9 00500000 00000bb8 00000000 00000000 00000000");
  EXPECT_EQ(to_hex(xdr_bytes(vxi11::HasRead{.reason = vxi11::reason::end, .data = "1\n"})),
            "00000000 00000004 00000002 310a0000");
}

TEST(Vxi11Bytes, HaveTheTimesOfGenericCallsTheOtherWayRound) {
  EXPECT_EQ(to_hex(xdr_bytes(
                vxi11::Generic{.link = 1, .flags = 2, .lock_timeout_ms = 3, .io_timeout_ms = 4})),
            "00000001 00000002 00000003 00000004");
  EXPECT_EQ(to_hex(xdr_bytes(
                vxi11::Write{.link = 1, .io_timeout_ms = 2, .lock_timeout_ms = 3, .flags = 4})),
            "00000001 00000002 00000003 00000004 00000000");
}

TEST(Vxi11Bytes, ComeBackAsTheyWent) {
  const std::string bytes = xdr_bytes(vxi11::EnableServiceRequest{
      .link = 7, .enable = true, .handle = std::string_view("a\0b", 3)});
  const auto back = from_xdr<vxi11::EnableServiceRequest>(bytes);
  EXPECT_EQ(back.link, 7U);
  EXPECT_TRUE(back.enable);
  EXPECT_EQ(back.handle, std::string_view("a\0b", 3));
  const RpcCall call{1, 2, 3, 4};
  const std::string message = encode_call(call, "abcd");
  EXPECT_EQ(decode_call(message).call, call);
  EXPECT_EQ(decode_call(message).arguments, "abcd");
}

TEST(Rpc, TakesRecordsInAnyNumberOfFragmentsAndPieces) {
  const std::string split = from_hex("00000002 6162 00000000 80000001 63");
  for (const std::size_t piece : {1U, 3U, 100U}) {
    test::FakeStream stream(split, piece);
    StreamReader reader(stream);
    std::string record;
    read_record(reader, record, 10, forever);
    EXPECT_EQ(record, "abc");
  }
}

TEST(Rpc, RefusesRecordsThatAreTooLong) {
  test::FakeStream stream(from_hex("ffffffff"));
  StreamReader reader(stream);
  std::string record;
  test::expect_error<core::InstrumentError>("transport.protocol", {"1000 bytes"},
                                            [&] { read_record(reader, record, 1000, forever); });
}

TEST(Rpc, SkipsRepliesToOlderCalls) {
  const auto framed = [](const RpcReply& reply) {
    const std::string message = encode_reply(reply);
    return record_mark(message.size()) + message;
  };
  test::FakeStream stream(framed({.transaction = 6, .results = "old!"}) +
                          framed({.transaction = 7, .results = "new!"}));
  RpcClient client(stream, 7);
  EXPECT_EQ(client.call({.program = 1}, "", forever), "new!");
}

TEST(Rpc, SaysWhatTheServerLacks) {
  const std::vector<RpcProgram> programs{
      {.number = 5,
       .version = 1,
       .run = [](std::uint32_t procedure,
                 std::string_view arguments) -> std::optional<std::string> {
         if (procedure != 1) {
           return std::nullopt;
         }
         return xdr_bytes(from_xdr<vxi11::OnlyLink>(arguments));
       }}};
  const auto outcome_of = [&](const RpcCall& call, std::string_view arguments) {
    const auto reply = answer_call(programs, encode_call(call, arguments));
    return decode_reply(reply.value()).outcome;
  };
  EXPECT_EQ(outcome_of({1, 5, 1, 1}, from_hex("00000001")), RpcOutcome::success);
  EXPECT_EQ(outcome_of({1, 5, 1, 0}, ""), RpcOutcome::success);
  EXPECT_EQ(outcome_of({1, 4, 1, 1}, ""), RpcOutcome::program_unavailable);
  EXPECT_EQ(outcome_of({1, 5, 2, 1}, ""), RpcOutcome::program_mismatch);
  EXPECT_EQ(outcome_of({1, 5, 1, 2}, ""), RpcOutcome::procedure_unavailable);
  EXPECT_EQ(outcome_of({1, 5, 1, 1}, "ab"), RpcOutcome::garbage_arguments);
  EXPECT_FALSE(answer_call(programs, "GET / HTTP/1.1\r\n\r\n"));
}

TEST(Xdr, RefusesLengthsThatCannotBe) {
  test::expect_error<core::InstrumentError>("transport.protocol", {"ends before"}, [] {
    static_cast<void>(from_xdr<vxi11::ServiceRequest>(from_hex("7fffffff 61")));
  });
}

}  // namespace
}  // namespace fiberloom::drivers
