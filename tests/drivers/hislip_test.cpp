#include <fiberloom/drivers/hislip/hislip_message.hpp>
#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <thread>

#include "expect_error.hpp"
#include "hex_bytes.hpp"
#include "hislip_instrument.hpp"
#include "memory_stream.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;
using hislip::Header;
using hislip::Type;
using test::from_hex;
using test::to_hex;

const Until until = Until::within(100s);

// Bytes as a foreign client and a foreign server exchanged them.
TEST(HislipBytes, AreThoseOfAForeignPair) {
  EXPECT_EQ(to_hex(hislip::encode({.type = Type::initialize, .parameter = 0x01007878}, "hislip0")),
            "48530000 01007878 00000000 00000007 6869736c 697030");
  EXPECT_EQ(
      to_hex(hislip::encode(Header{.type = Type::initialize_response, .parameter = 0x01000001})),
      "48530100 01000001 00000000 00000000");
  EXPECT_EQ(to_hex(hislip::encode(Header{.type = Type::async_initialize, .parameter = 1})),
            "48531100 00000001 00000000 00000000");
  EXPECT_EQ(to_hex(hislip::encode({.type = Type::async_maximum_message_size},
                                  hislip::encode_size(0x100000))),
            "48530f00 00000000 00000000 00000008 00000000 00100000");
  EXPECT_EQ(to_hex(hislip::encode({.type = Type::data_end, .parameter = 0xffffff00}, "*IDN?\r\n")),
            "48530700 ffffff00 00000000 00000007 2a49444e 3f0d0a");
  const Header next{.type = Type::data_end, .control = 1, .parameter = 0xffffff02};
  EXPECT_EQ(to_hex(hislip::encode(next)), "48530701 ffffff02 00000000 00000000");
  EXPECT_EQ(hislip::decode(from_hex("48530701 ffffff02 00000000 00000000")), next);
  EXPECT_EQ(hislip::decode(from_hex("48531624 00000000 00000000 00000000")).control, 0x24);
  EXPECT_EQ(hislip::decode_size(from_hex("00000000 00100000")), 0x100000U);
}

TEST(HislipBytes, MustBeginWithTheirPrologue) {
  test::expect_error<core::InstrumentError>(
      "transport.protocol", {"HS"}, [] { static_cast<void>(hislip::decode("HTTP/1.1 400 Bad")); });
  test::expect_error<core::InstrumentError>("transport.protocol", {"eight bytes"},
                                            [] { static_cast<void>(hislip::decode_size("1234")); });
}

class HislipModes : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(, HislipModes, testing::Bool(), [](const auto& mode) {
  return mode.param ? "Overlapped" : "Synchronous";
});

TEST_P(HislipModes, CarryCommandsAnswersAndBlocks) {
  test::HislipInstrument peer;
  HislipTransport wire(peer.address(GetParam()));
  ScpiClient client(wire);
  EXPECT_EQ(client.query("*IDN?", until), "FIBERLOOM,LOOPBACK,42,1.0");
  const std::string trace = std::string(3000001, '\n') + "end";
  client.write_block("TRAC:DATA ", trace, until);
  std::string memory;
  EXPECT_EQ(client.query_block("TRAC:DATA?", memory, until), trace);
  wire.trigger(until);
  EXPECT_EQ(client.query_number("POW?", until), 1.5);
  EXPECT_EQ(peer.instrument.num_triggers, 1);
  EXPECT_EQ(wire.num_connections(), 1);
}

TEST_P(HislipModes, ForgetAfterADeviceClear) {
  test::HislipInstrument peer;
  HislipTransport wire(peer.address(GetParam()));
  wire.write("*IDN?", until);
  wire.clear(until);
  EXPECT_EQ(wire.query("POW?", until), "+1.50000000E+00\n");
  EXPECT_EQ(wire.num_connections(), 1);
}

TEST_P(HislipModes, DropAnAnswerThatComesLateWithoutANewConnection) {
  test::HislipInstrument peer;
  HislipTransport wire(peer.address(GetParam()));
  wire.write("*CLS", until);
  peer.faults.arm({.kind = WireFaultKind::stale_reply});
  test::expect_error<core::InstrumentError>("transport.timeout", {}, [&] {
    static_cast<void>(wire.query("*IDN?", Until::within(30ms)));
  });
  EXPECT_EQ(wire.query("POW?", until), "+1.50000000E+00\n");
  EXPECT_EQ(wire.num_connections(), 1);
}

TEST(Hislip, ReportsAnInterruptedQuestionAndAnswersTheNew) {
  test::HislipInstrument peer;
  HislipTransport wire(peer.address());
  wire.write("*IDN?", until);
  EXPECT_EQ(wire.query("POW?", until), "+1.50000000E+00\n");
  EXPECT_EQ(wire.query("SYST:ERR?", until), "-410,\"Query INTERRUPTED\"\n");
}

TEST(Hislip, TellsInTheStatusByteWhetherAnAnswerWaits) {
  test::HislipInstrument peer;
  HislipTransport wire(peer.address());
  wire.write("*CLS", until);
  EXPECT_EQ(wire.serial_poll(until), 0);
  wire.write("POW?", until);
  std::string answer;
  while (wire.serial_poll(until) == 0) {
    // The two channels run side by side: the poll may overtake the question. It times out should no answer ever wait.
    ASSERT_GT(until.left(), 0ns);
  }
  EXPECT_EQ(wire.serial_poll(until), status_byte::message_available);
  wire.read(answer, until);
  EXPECT_EQ(wire.serial_poll(until), 0);
}

TEST(Hislip, AsksForService) {
  test::HislipInstrument peer;
  HislipTransport wire(peer.address());
  wire.write("*CLS;*ESE 32;*SRE 32", until);
  test::expect_error<core::InstrumentError>("transport.timeout", {}, [&] {
    static_cast<void>(wire.wait_for_service_request(Until::within(20ms)));
  });
  wire.write("BOGUS", until);
  EXPECT_EQ(wire.wait_for_service_request(until), 4 + 32 + 64);
  EXPECT_EQ(wire.num_connections(), 1);
}

TEST(Hislip, GivesTheLockToOneClientOrToThoseWhoKnowTheWord) {
  test::HislipInstrument peer;
  HislipTransport first(peer.address());
  HislipTransport second(peer.address());
  first.lock(until);
  EXPECT_EQ(second.num_lock_holders(until), 1);
  test::expect_error<core::InstrumentError>("transport.locked", {"another client"},
                                            [&] { second.lock(Until::within(400ms)); });
  test::expect_error<core::InstrumentError>("transport.timeout", {}, [&] {
    static_cast<void>(second.query("POW?", Until::within(60ms)));
  });
  EXPECT_EQ(first.query("POW?", until), "+1.50000000E+00\n");
  first.unlock(until);
  EXPECT_EQ(second.query("POW?", until), "+1.50000000E+00\n");
  first.lock(until, "laboratory");
  second.lock(until, "laboratory");
  EXPECT_EQ(second.num_lock_holders(until), 2);
  HislipTransport third(peer.address());
  test::expect_error<core::InstrumentError>("transport.locked", {},
                                            [&] { third.lock(Until::within(400ms), "office"); });
  second.unlock(until);
  test::expect_error<core::InstrumentError>("transport.locked", {"no lock"},
                                            [&] { second.unlock(until); });
}

// Two streams at once, spoken word by word.
class RawSession {
 public:
  explicit RawSession(const test::HislipInstrument& peer)
      : sync(connect_tcp("127.0.0.1", peer.server.port(), until)), reader(*sync) {}

  Header exchange(Header header, std::string_view payload = {}) {
    sync->write(hislip::encode(header, payload), until);
    const Header answer = hislip::decode(reader.fetch(hislip::header_size, until));
    words = reader.fetch(answer.payload_size, until);
    return answer;
  }

  std::unique_ptr<ByteStream> sync;
  StreamReader reader;
  std::string words{};
};

TEST(Hislip, RefusesEncryptionAndCredentialsPolitelyAndGoesOn) {
  test::HislipInstrument peer;
  RawSession session(peer);
  EXPECT_EQ(session.exchange({.type = Type::initialize, .parameter = 0x02007878}, "hislip0").type,
            Type::initialize_response);
  for (const Type type :
       {Type::start_tls, Type::get_sasl_mechanism_list, Type::authentication_start}) {
    const Header answer = session.exchange({.type = type}, "secret");
    EXPECT_EQ(answer.type, Type::error);
    EXPECT_EQ(answer.control, hislip::error::unknown_type);
    EXPECT_THAT(session.words, testing::HasSubstr("credentials"));
  }
  const Header answer =
      session.exchange({.type = Type::data_end, .parameter = hislip::first_message}, "POW?");
  EXPECT_EQ(answer.type, Type::data_end);
  EXPECT_EQ(session.words, "+1.50000000E+00\n");
}

TEST(Hislip, HangsUpOnWhatIsNoGreeting) {
  test::HislipInstrument peer;
  const auto refusal = [&](const Header& first, std::string_view payload) {
    RawSession session(peer);
    const Header answer = session.exchange(first, payload);
    EXPECT_EQ(answer.type, Type::fatal_error);
    return answer.control;
  };
  EXPECT_EQ(refusal({.type = Type::data_end}, "*IDN?"), hislip::fatal::bad_initialization);
  EXPECT_EQ(refusal({.type = Type::async_initialize, .parameter = 99}, ""),
            hislip::fatal::bad_initialization);
  EXPECT_EQ(refusal({.type = Type::initialize}, "hislip7"), hislip::fatal::bad_initialization);
  RawSession session(peer);
  session.sync->write("GET / HTTP/1.1\r\n\r\n", until);
  EXPECT_EQ(hislip::decode(session.reader.fetch(hislip::header_size, until)).control,
            hislip::fatal::bad_header);
}

TEST(Hislip, TakesARefusalForWhatItIs) {
  test::HislipInstrument peer;
  HislipAddress address = peer.address();
  address.sub_address = "hislip9";
  HislipTransport wire(address);
  test::expect_error<core::InstrumentError>("transport.refused", {"no such sub-address"},
                                            [&] { wire.write("*RST", until); });
}

}  // namespace
}  // namespace fiberloom::drivers
