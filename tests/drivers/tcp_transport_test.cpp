#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <thread>

#include "expect_error.hpp"
#include "tcp_instrument.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

TEST(TcpTransport, CarriesCommandsAnswersAndBlocks) {
  test::TcpInstrument peer;
  const auto wire = peer.connect();
  ScpiClient client(*wire);
  const Until until = Until::within(10s);
  EXPECT_EQ(client.query("*IDN?", until), "FIBERLOOM,LOOPBACK,42,1.0");
  client.write("POW -3 dBm", until);
  EXPECT_EQ(client.query_number("POW?", until), -3.0);
  const std::string trace = "line\nline\r\n\n" + std::string(300000, '\xff') + "\n";
  client.write_block("TRAC:DATA ", trace, until);
  std::string memory;
  EXPECT_EQ(client.query_block("TRAC:DATA?", memory, until), trace);
  EXPECT_EQ(client.status_byte(until), 0);
  client.wait_for_completion(until);
  EXPECT_EQ(wire->num_connections(), 1);
}

TEST(TcpTransport, TurnsTheErrorQueueIntoTheInstrumentsWords) {
  test::TcpInstrument peer;
  const auto wire = peer.connect();
  ScpiClient client(*wire);
  const Until until = Until::within(10s);
  test::expect_error<core::InstrumentError>(
      "instrument.scpi", {"POW 99;BOGUS", "-222,\"Data out of range;99\"", "-113"},
      [&] { client.write("POW 99;BOGUS", until); });
  EXPECT_TRUE(client.take_errors(until).empty());
  test::expect_error<core::InstrumentError>("instrument.answer", {"no number", "LOOPBACK"}, [&] {
    static_cast<void>(client.query_number("*IDN?", until));
  });
}

TEST(TcpTransport, SendsItsSettingsAgainAfterALoss) {
  test::TcpInstrument peer;
  const auto wire = peer.connect();
  double wanted = 7.0;
  wire->set_restore([&](Transport& transport, const Until& until) {
    transport.write("POW " + std::to_string(wanted), until);
  });
  ScpiClient client(*wire);
  EXPECT_EQ(client.query_number("POW?", Until::within(10s)), 7.0);
  peer.server.drop_connections();
  wanted = 8.0;
  EXPECT_THROW(static_cast<void>(client.query_number("POW?", Until::within(10s))),
               core::InstrumentError);
  EXPECT_EQ(client.query_number("POW?", Until::within(10s)), 8.0);
  EXPECT_EQ(wire->num_connections(), 2);
}

TEST(TcpTransport, LeavesAnInstrumentAloneForAWhileThatRefused) {
  test::TcpInstrument peer;
  auto wire = make_tcp_transport("127.0.0.1", peer.server.port(),
                                 {.back_off = {.first = 10s, .growth = 2.0, .longest = 10s}});
  peer.server.refuse();
  test::expect_error<core::InstrumentError>("transport.refused", {"127.0.0.1", "nobody accepts"},
                                            [&] { wire->write("*RST", Until::within(5s)); });
  peer.server.accept_again();
  test::expect_error<core::InstrumentError>("transport.refused", {"left alone"},
                                            [&] { wire->write("*RST", Until::within(5s)); });
}

TEST(TcpTransport, WantsAQuestionBeforeAnAnswer) {
  test::TcpInstrument peer;
  std::string answer;
  const auto wire = peer.connect();
  test::expect_error<core::InstrumentError>("transport.closed", {"question"},
                                            [&] { wire->read(answer, Until::within(1s)); });
}

TEST(TcpTransport, StopsWhenItIsTold) {
  test::TcpInstrument peer;
  peer.faults.arm({.kind = WireFaultKind::drop});
  const auto wire = peer.connect();
  std::stop_source source;
  std::jthread stopper([&] { source.request_stop(); });
  test::expect_error<core::InterruptedError>("run.interrupted", {"127.0.0.1"}, [&] {
    static_cast<void>(wire->query("*IDN?", Until::within(100s, source.get_token())));
  });
  peer.faults.disarm();  // the stop may have come before the question went out
  // The same wire answers again, and nothing that was asked before.
  EXPECT_EQ(wire->query("POW?", Until::within(10s)), "+1.50000000E+00\n");
}

TEST(Tcp, SaysWhyItCannotConnect) {
  test::expect_error<core::InstrumentError>("transport.unreachable", {"no such host"}, [] {
    static_cast<void>(connect_tcp("no-such-host.invalid", 5025, Until::within(30s)));
  });
  const TcpListener listener("127.0.0.1", 0);
  test::expect_error<core::InstrumentError>("transport.unreachable", {"listen"}, [&] {
    const TcpListener second("127.0.0.1", listener.port());
  });
  test::expect_error<core::InstrumentError>("transport.timeout", {"connecting"}, [] {
    static_cast<void>(connect_tcp("127.0.0.1", 9, Until::within(-1s)));
  });
}

}  // namespace
}  // namespace fiberloom::drivers
