#include <atomic>
#include <fiberloom/drivers/prologix/prologix_codec.hpp>
#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>

#include "expect_error.hpp"
#include "prologix_instrument.hpp"
#include "random.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

const Until until = Until::within(100s);

std::vector<prologix::Line> lines_in(std::string_view bytes) {
  std::vector<prologix::Line> lines;
  prologix::LineAssembler assembler;
  assembler.feed(bytes, [&](prologix::Line line) { lines.push_back(std::move(line)); });
  return lines;
}

TEST(PrologixCodec, EscapesWhatTheControllerWouldTakeForItself) {
  EXPECT_EQ(prologix::encode_data("*IDN?"), "*IDN?\n");
  EXPECT_EQ(prologix::encode_data("a\nb\rc\x1b+"), "a\x1b\nb\x1b\rc\x1b\x1b\x1b+\n");
}

TEST(PrologixCodec, TellsCommandsFromData) {
  using prologix::Line;
  EXPECT_EQ(lines_in("++addr 5\r\n*IDN?\r\n\n++ver\n"),
            (std::vector<Line>{{true, "addr 5"}, {false, "*IDN?"}, {true, "ver"}}));
  EXPECT_EQ(lines_in("\x1b+\x1b+addr 5\n"), (std::vector<Line>{{false, "++addr 5"}}));
  EXPECT_EQ(lines_in("+1\nno end"), (std::vector<Line>{{false, "+1"}}));
  EXPECT_EQ(prologix::words_of(" read  eoi "), (std::vector<std::string>{"read", "eoi"}));
}

TEST(PrologixCodec, BringsEveryByteBack) {
  test::Random random(7);
  for (int i = 0; i < 200; ++i) {
    std::string data = "x";  // a line is not empty
    for (int n = 0; n < 40; ++n) {
      data += "\n\r\x1b+a"[static_cast<std::size_t>(random.uniform(0.0, 5.0))];
    }
    EXPECT_EQ(lines_in(prologix::encode_data(data)), (std::vector<prologix::Line>{{false, data}}));
  }
}

TEST(Prologix, CarriesCommandsAnswersAndBlocks) {
  test::PrologixInstrument peer;
  PrologixTransport wire(peer.address());
  ScpiClient client(wire);
  EXPECT_EQ(client.query("*IDN?", until), "FIBERLOOM,LOOPBACK,42,1.0");
  const std::string trace = "++addr 3\n\x1b\r" + std::string(100000, '+');
  client.write_block("TRAC:DATA ", trace, until);
  std::string memory;
  EXPECT_EQ(client.query_block("TRAC:DATA?", memory, until), trace);
  wire.trigger(until);
  wire.go_to_local(until);
  client.write("*CLS;*SRE 16", until);
  wire.write("*IDN?", until);
  EXPECT_EQ(wire.serial_poll(until), 16 + 64);
  wire.clear(until);
  EXPECT_EQ(wire.serial_poll(until), 0);
  EXPECT_EQ(peer.instrument.num_triggers, 1);
}

// A controller takes one connection: a second client would wait for ever.
TEST(Prologix, IsSharedByTheInstrumentsOnItsBus) {
  test::PrologixInstrument peer;
  test::ScpiInstrument other;
  peer.bus.emplace(12, &other.device);
  std::atomic<int> num_connections = 0;
  StreamServer controller({}, [&](ByteStream& stream, const std::stop_token& stop) {
    ++num_connections;
    serve_prologix(stream, peer.bus, peer.instrument.turn, stop);
  });
  PrologixTransport first({.host = "127.0.0.1", .port = controller.port(), .primary = 7});
  PrologixTransport second({.host = "127.0.0.1", .port = controller.port(), .primary = 12});
  ScpiClient one(first);
  ScpiClient two(second);
  one.write("POW 3", until);
  two.write("POW 5", until);
  // Both have asked before either is answered.
  first.write("POW?", until);
  second.write("POW?", until);
  std::string answer;
  first.read(answer, until);
  EXPECT_EQ(answer, "+3.00000000E+00\n");
  second.read(answer, until);
  EXPECT_EQ(answer, "+5.00000000E+00\n");
  EXPECT_EQ(num_connections, 1);
}

TEST(Prologix, OneInstrumentThatFallsSilentDoesNotTakeTheOthersDown) {
  test::PrologixInstrument peer;
  test::ScpiInstrument other;
  peer.bus.emplace(12, &other.device);
  PrologixTransport first(peer.address());
  PrologixTransport second({.host = "127.0.0.1", .port = peer.server.port(), .primary = 12});
  ScpiClient one(first);
  ScpiClient two(second);
  two.write("POW 5", until);
  peer.faults.arm({.kind = WireFaultKind::drop});
  test::expect_error<core::InstrumentError>("transport.timeout", {"waiting for bytes"}, [&] {
    static_cast<void>(one.query("POW?", Until::within(100ms)));
  });
  EXPECT_EQ(two.query_number("POW?", until), 5.0);
  EXPECT_EQ(one.query_number("POW?", until), 1.5);
}

TEST(Prologix, AnswersTheControllersOwnCommands) {
  test::PrologixInstrument peer;
  const auto stream = connect_tcp("127.0.0.1", peer.server.port(), until);
  StreamReader reader(*stream);
  std::string answer;
  const auto ask = [&](std::string_view command) {
    stream->write(command, until);
    reader.read_message(answer, {}, until);
    return answer;
  };
  EXPECT_THAT(ask("++ver\n"), testing::StartsWith("Prologix GPIB-ETHERNET"));
  EXPECT_EQ(ask("++addr 7\n++addr\n"), "7\r\n");
  EXPECT_EQ(ask("++addr 31\n++addr\n"), "7\r\n");
  EXPECT_EQ(ask("++eos 9\n++eos\n"), "0\r\n");
  EXPECT_EQ(ask("++bogus\n"), "Unrecognized command\r\n");
  EXPECT_EQ(ask("++auto 1\nPOW?\n"), "+1.50000000E+00\n");
  EXPECT_EQ(ask("++auto 0\n++srq\n"), "0\r\n");
}

TEST(Prologix, HearsNothingFromAnAddressWhereNothingIs) {
  test::PrologixInstrument peer;
  PrologixAddress address = peer.address();
  address.primary = 8;
  PrologixTransport wire(address);
  test::expect_error<core::InstrumentError>("transport.timeout", {}, [&] {
    static_cast<void>(wire.query("*IDN?", Until::within(50ms)));
  });
}

}  // namespace
}  // namespace fiberloom::drivers
