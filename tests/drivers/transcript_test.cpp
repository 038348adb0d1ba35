#include <array>
#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fiberloom/drivers/wire/paced_transport.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transcript.hpp>

#include "expect_error.hpp"
#include "tcp_instrument.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

const Until until = Until::within(100s);

TEST(TranscriptText, IsReadableAndComesBack) {
  const Transcript transcript{{Direction::sent, "*IDN?\nA\\\t"},
                              {Direction::received, std::string("x\r\n\0\xff", 5)}};
  const std::string text = to_text(transcript);
  EXPECT_EQ(text, "fiberloom.transcript/1\n> *IDN?\\n\n> A\\\\\\t\n< x\\r\\n\n< \\x00\\xff\n");
  EXPECT_EQ(parse_transcript(text), transcript);
}

TEST(TranscriptText, SaysWhichLineIsWrong) {
  const auto expect_line = [](const char* line, std::string text) {
    test::expect_error<core::DocumentError>("document.transcript", {line},
                                            [&] { static_cast<void>(parse_transcript(text)); });
  };
  expect_line("line 1", "");
  expect_line("line 1", "fiberloom.transcript/2\n");
  expect_line("line 2", "fiberloom.transcript/1\nhello\n");
  expect_line("line 3", "fiberloom.transcript/1\n> a\n< \\q\n");
  expect_line("line 2", "fiberloom.transcript/1\n> \\x1\n");
  expect_line("line 2", "fiberloom.transcript/1\n> \\\n");
}

// What a client does with an instrument: the same over the wire and from the recording.
void converse(Transport& transport) {
  ScpiClient client(transport);
  client.write("POW 3", until);
  EXPECT_EQ(client.query_number("POW?", until), 3.0);
  std::string memory;
  EXPECT_EQ(client.query_block("TRAC:DATA?", memory, until), "fibre");
}

TEST(TranscriptReplay, AnswersAsTheInstrumentDid) {
  TranscriptRecorder recorder;
  {
    test::TcpInstrument peer;
    StreamTransport wire("recorded",
                         [&](const Until& limit) {
                           return record(connect_tcp("127.0.0.1", peer.server.port(), limit),
                                         recorder);
                         },
                         {});
    converse(wire);
  }
  const Transcript transcript = parse_transcript(to_text(recorder.transcript()));
  StreamTransport again("replayed", [&](const Until&) { return replay(transcript); }, {});
  converse(again);
  test::expect_error<core::InstrumentError>("transport.replay", {"'*RST"},
                                            [&] { again.write("*RST", until); });
}

TEST(TranscriptReplay, TellsAnotherCommandFromTheRecordedOne) {
  const auto stream = replay({{Direction::sent, "POW 1\n"}, {Direction::received, "ok\n"}});
  std::array<char, 8> buffer{};
  stream->write("POW ", until);
  test::expect_error<core::InstrumentError>(
      "transport.timeout", {}, [&] { static_cast<void>(stream->read_some(buffer, until)); });
  test::expect_error<core::InstrumentError>("transport.replay", {"entry 1", "'1\\n'", "'2\\n'"},
                                            [&] { stream->write("2\n", until); });
  stream->write("1\n", until);
  EXPECT_EQ(stream->read_some(buffer, until), 3U);
  test::expect_error<core::InstrumentError>("transport.closed", {"end of the recording"}, [&] {
    static_cast<void>(stream->read_some(buffer, until));
  });
}

TEST(Pacing, LeavesTimeAfterTheCommandsThatNeedIt) {
  test::TcpInstrument peer;
  const auto wire = peer.connect();
  PacedTransport paced(*wire, {.settling = {{.prefix = "pow", .time = 100s}}});
  EXPECT_EQ(paced.query("*IDN?", until), "FIBERLOOM,LOOPBACK,42,1.0\n");
  EXPECT_EQ(paced.query("POW?", until), "+1.50000000E+00\n");
  // It would take 100 s: that is known at once.
  test::expect_error<core::InstrumentError>("transport.timeout", {"time it needs"},
                                            [&] { paced.write("*IDN?", Until::within(1s)); });
}

TEST(Pacing, WaitsBetweenMessages) {
  test::TcpInstrument peer;
  const auto wire = peer.connect();
  PacedTransport paced(*wire, {.between_messages = 10ms});
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(paced.query("*OPC?", until), "1\n");
  }
  EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
}

}  // namespace
}  // namespace fiberloom::drivers
