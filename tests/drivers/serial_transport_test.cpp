#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <fiberloom/drivers/wire/serial.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <thread>

#include "expect_error.hpp"
#include "serial_instrument.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

TEST(SerialTransportTest, CarriesCommandsAnswersAndBlocks) {
  test::SerialInstrument peer;
  SerialTransport wire(peer.path, {.baud_rate = 115200}, {});
  ScpiClient client(wire);
  const Until until = Until::within(20s);
  EXPECT_EQ(client.query("*IDN?", until), "FIBERLOOM,LOOPBACK,42,1.0");
  std::string trace(20000, '\0');
  for (std::size_t i = 0; i < trace.size(); ++i) {
    trace[i] = static_cast<char>(i % 256);  // control characters must pass a raw line
  }
  client.write_block("TRAC:DATA ", trace, until);
  std::string memory;
  EXPECT_EQ(client.query_block("TRAC:DATA?", memory, until), trace);
}

TEST(SerialTransportTest, DropsALateAnswerThatNoNewPortWouldStop) {
  test::SerialInstrument peer;
  SerialTransport wire(peer.path, {}, {});
  ScpiClient client(wire);
  EXPECT_EQ(client.query_number("POW?", Until::within(20s)), 1.5);
  peer.faults.arm({.kind = WireFaultKind::stale_reply});
  test::expect_error<core::InstrumentError>("transport.timeout", {}, [&] {
    static_cast<void>(client.query("*IDN?", Until::within(50ms)));
  });
  EXPECT_EQ(client.query_number("POW?", Until::within(20s)), 1.5);
  EXPECT_EQ(client.query("*IDN?", Until::within(20s)), "FIBERLOOM,LOOPBACK,42,1.0");
  EXPECT_EQ(wire.num_connections(), 1);
}

TEST(SerialTransportTest, HasTheLineForItselfAlone) {
  test::SerialInstrument peer;
  const auto first = open_serial(peer.path, {});
  test::expect_error<core::InstrumentError>("transport.locked", {peer.path},
                                            [&] { auto second = open_serial(peer.path, {}); });
}

TEST(SerialTransportTest, SaysWhatIsNoSerialPort) {
  test::expect_error<core::InstrumentError>("transport.unreachable", {"/dev/no-such-port"}, [] {
    auto port = open_serial("/dev/no-such-port", {});
  });
  test::expect_error<core::InstrumentError>("transport.unreachable", {"no serial port"},
                                            [] { auto port = open_serial("/dev/null", {}); });
}

TEST(SyncMarkerTest, IsAnotherOneEachTime) {
  EXPECT_EQ(scpi_sync_marker(0).question, "*OPC?;*OPC?");
  EXPECT_EQ(scpi_sync_marker(0).answer, "1;1");
  EXPECT_EQ(scpi_sync_marker(1).answer, "1;1;1");
}

}  // namespace
}  // namespace fiberloom::drivers
