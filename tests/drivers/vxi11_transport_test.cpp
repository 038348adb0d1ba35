#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fiberloom/drivers/vxi11/rpc.hpp>
#include <fiberloom/drivers/vxi11/vxi11_messages.hpp>
#include <fiberloom/drivers/vxi11/xdr.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <thread>

#include "expect_error.hpp"
#include "vxi11_instrument.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

const Until until = Until::within(100s);

// A client that says what it wants word by word, as foreign ones do.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : stream_(connect_tcp("127.0.0.1", port, until)) {
    link = ask<vxi11::CreatedLink>(vxi11::create_link, vxi11::CreateLink{.device = "inst0"}).link;
  }

  template <class Result, class Arguments>
  Result ask(std::uint32_t procedure, const Arguments& arguments) {
    return from_xdr<Result>(
        client_.call({.program = vxi11::core_program, .version = 1, .procedure = procedure},
                     xdr_bytes(arguments), until));
  }
  std::uint32_t write(std::string_view text, std::uint32_t flags = vxi11::flag::end) {
    return ask<vxi11::Written>(vxi11::device_write,
                               vxi11::Write{.link = link, .flags = flags, .data = text})
        .error;
  }
  vxi11::HasRead read(std::uint32_t size, std::uint32_t flags = 0, char termination = '\0') {
    return ask<vxi11::HasRead>(vxi11::device_read,
                               vxi11::Read{.link = link,
                                           .request_size = size,
                                           .flags = flags,
                                           .termination = static_cast<std::uint32_t>(termination)});
  }

  std::uint32_t link = 0;

 private:
  std::unique_ptr<ByteStream> stream_;
  RpcClient client_{*stream_};
};

TEST(Vxi11, CarriesCommandsAnswersAndBlocks) {
  test::Vxi11Instrument peer;
  Vxi11Transport wire(peer.address());
  ScpiClient client(wire);
  EXPECT_EQ(client.query("*IDN?", until), "FIBERLOOM,LOOPBACK,42,1.0");
  const std::string trace = std::string(3000001, '\n') + "end";  // several writes and reads
  client.write_block("TRAC:DATA ", trace, until);
  std::string memory;
  EXPECT_EQ(client.query_block("TRAC:DATA?", memory, until), trace);
  wire.trigger(until);
  EXPECT_EQ(peer.instrument.num_triggers, 1);
  wire.set_remote(true, until);
  EXPECT_EQ(wire.num_connections(), 1);
}

TEST(Vxi11, FindsItsPortThroughAPortmapper) {
  test::Vxi11Instrument peer;
  PortMapper mapper("127.0.0.1", 0);
  const PortMapperAddress where{.host = "127.0.0.1", .port = mapper.port()};
  Vxi11Transport wire({.host = "127.0.0.1", .portmapper_port = mapper.port()});
  test::expect_error<core::InstrumentError>("transport.refused", {"knows no VXI-11"},
                                            [&] { wire.write("*RST", until); });
  EXPECT_TRUE(register_port(where, peer.server.mapping(), until));
  EXPECT_FALSE(register_port(where, peer.server.mapping(), until));
  EXPECT_EQ(find_port(where, peer.server.mapping(), until), peer.server.core_port());
  EXPECT_EQ(find_port_by_datagram(where, peer.server.mapping(), until), peer.server.core_port());
  EXPECT_EQ(discover(where, peer.server.mapping(), 100ms, {}),
            std::vector<std::string>{"127.0.0.1"});
  EXPECT_EQ(wire.query("POW?", until), "+1.50000000E+00\n");
  EXPECT_TRUE(unregister_port(where, peer.server.mapping(), until));
  EXPECT_EQ(find_port(where, peer.server.mapping(), until), 0);
}

TEST(Vxi11, ReadsInPiecesAndToATerminationCharacter) {
  test::Vxi11Instrument peer;
  RawClient client(peer.server.core_port());
  EXPECT_EQ(client.write("*ID", 0), 0U);
  EXPECT_EQ(client.write("N?"), 0U);
  const auto first = client.read(3);
  EXPECT_EQ(first.data, "FIB");
  EXPECT_EQ(first.reason, vxi11::reason::request_count);
  const auto second = client.read(100, vxi11::flag::has_termination, ',');
  EXPECT_EQ(second.data, "ERLOOM,");
  EXPECT_EQ(second.reason, vxi11::reason::termination);
  const auto third = client.read(100);
  EXPECT_EQ(third.data, "LOOPBACK,42,1.0\n");
  EXPECT_EQ(third.reason, vxi11::reason::end);
}

TEST(Vxi11, ReportsQuestionsThatWereInterruptedOrNeverAsked) {
  test::Vxi11Instrument peer;
  RawClient client(peer.server.core_port());
  EXPECT_EQ(client.read(10).error, static_cast<std::uint32_t>(vxi11::Error::io_timeout));
  client.write("SYST:ERR?");
  EXPECT_EQ(client.read(100).data, "-420,\"Query UNTERMINATED\"\n");
  client.write("*IDN?");
  client.write("SYST:ERR?");
  EXPECT_EQ(client.read(100).data, "-410,\"Query INTERRUPTED\"\n");
}

TEST(Vxi11, GivesTheLockToOneClientAtATime) {
  test::Vxi11Instrument peer;
  Vxi11Transport first(peer.address());
  Vxi11Transport second(peer.address());
  first.lock(until);
  test::expect_error<core::InstrumentError>("transport.locked", {"another client"},
                                            [&] { second.lock(Until::within(400ms)); });
  test::expect_error<core::InstrumentError>("transport.locked", {},
                                            [&] { second.write("POW 3", Until::within(400ms)); });
  EXPECT_EQ(first.query("POW?", until), "+1.50000000E+00\n");
  first.unlock(until);
  second.lock(until);
  RawClient third(peer.server.core_port());
  EXPECT_EQ(third.write("*RST"), static_cast<std::uint32_t>(vxi11::Error::locked));
  const auto unlocked =
      third.ask<vxi11::OnlyError>(vxi11::device_unlock, vxi11::OnlyLink{.link = third.link});
  EXPECT_EQ(unlocked.error, static_cast<std::uint32_t>(vxi11::Error::no_lock_held));
}

TEST(Vxi11, FreesTheLockOfAClientThatVanishes) {
  test::Vxi11Instrument peer;
  auto first = std::make_unique<Vxi11Transport>(peer.address());
  first->lock(until);
  Vxi11Transport second(peer.address());
  first.reset();
  second.lock(until);
}

TEST(Vxi11, CallsBackForService) {
  test::Vxi11Instrument peer;
  Vxi11Transport wire(peer.address());
  wire.enable_service_requests(until);
  ScpiClient client(wire, {.error_query = ""});
  client.write("*CLS;*ESE 32;*SRE 32", until);
  test::expect_error<core::InstrumentError>("transport.timeout", {}, [&] {
    static_cast<void>(wire.wait_for_service_request(Until::within(20ms)));
  });
  client.write("BOGUS", until);
  EXPECT_EQ(wire.wait_for_service_request(until), "inst0");
  EXPECT_EQ(client.status_byte(until), 4 + 32 + 64);
  EXPECT_EQ(client.status_byte(until), 4 + 32);  // the poll took the request away
}

TEST(Vxi11, AbortsAReadThatIsStopped) {
  test::Vxi11Instrument peer;
  Vxi11Transport wire(peer.address());
  wire.write("*CLS", until);
  std::stop_source source;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(50ms);
    source.request_stop();
  });
  std::string answer;
  test::expect_error<core::InterruptedError>("run.interrupted", {"127.0.0.1"}, [&] {
    wire.read(answer, Until::within(100s, source.get_token()));
  });
  EXPECT_EQ(wire.query("POW?", until), "+1.50000000E+00\n");
}

TEST(Vxi11, RefusesWhatIsNotThere) {
  test::Vxi11Instrument peer;
  Vxi11Address address = peer.address();
  address.device = "gpib0,7";
  Vxi11Transport wire(address);
  test::expect_error<core::InstrumentError>("transport.protocol", {"VXI-11 error 3", "gpib0,7"},
                                            [&] { wire.write("*RST", until); });
  RawClient raw(peer.server.core_port());
  raw.link += 100;
  EXPECT_EQ(raw.write("*RST"), static_cast<std::uint32_t>(vxi11::Error::invalid_link));
}

}  // namespace
}  // namespace fiberloom::drivers
