// Programs that we did not write talk to ours, and look at what ours say to each other. Where one is missing its test is
// skipped, and says which package has it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fiberloom/drivers/vxi11/port_mapper.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transcript.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "hislip_instrument.hpp"
#include "pcap.hpp"
#include "shell.hpp"
#include "tcp_instrument.hpp"
#include "vxi11_instrument.hpp"

namespace fiberloom::test {
namespace {

using namespace std::chrono_literals;
using drivers::Until;
using testing::HasSubstr;
using testing::Not;

#define SKIP_WITHOUT(program, package)                                              \
  if (!has_program(program)) {                                                      \
    GTEST_SKIP() << "NOT TESTED: " program " is missing; apt-get install " package; \
  }

bool has_pyvisa() { return shell("/usr/bin/python3 -c 'import pyvisa, pyvisa_py'").status == 0; }

std::string python(const std::string& script) {
  return shell("/usr/bin/python3 -B -c \"" + script + "\"").output;
}

std::string pyvisa_talk(const std::string& resource) {
  return "import pyvisa\n"
         "i = pyvisa.ResourceManager('@py').open_resource('" +
         resource +
         "')\n"
         "i.timeout = 20000\n"
         "i.read_termination = i.write_termination = '\\n'\n"
         "print(i.query('*IDN?'))\n"
         "i.write('POW -3 DBM')\n"
         "print(float(i.query('POW?')))\n"
         "print(bytes(i.query_binary_values('TRAC:DATA?', datatype='B')))\n";
}

TEST(ForeignPeer, LxiToolsTalkRawTcp) {
  SKIP_WITHOUT("lxi", "lxi-tools")
  TcpInstrument peer;
  const std::string lxi = "lxi scpi -a 127.0.0.1 -r -p " + std::to_string(peer.server.port());
  EXPECT_THAT(shell(lxi + " '*IDN?'").output, HasSubstr("FIBERLOOM,LOOPBACK,42,1.0"));
  shell(lxi + " 'BOGUS:CMD'");
  EXPECT_THAT(shell(lxi + " 'SYST:ERR?'").output, HasSubstr("-113,\"Undefined header;BOGUS:CMD\""));
}

TEST(ForeignPeer, PyvisaTalksRawTcp) {
  if (!has_pyvisa()) {
    GTEST_SKIP() << "NOT TESTED: pyvisa is missing; apt-get install python3-pyvisa-py";
  }
  TcpInstrument peer;
  const std::string output =
      python(pyvisa_talk("TCPIP::127.0.0.1::" + std::to_string(peer.server.port()) + "::SOCKET"));
  EXPECT_THAT(output, HasSubstr("FIBERLOOM,LOOPBACK,42,1.0\n-3.0\nb'fibre'\n"));
}

// VXI-11 clients want the portmapper at port 111: in a network of one's own it is free.
TEST(ForeignPeer, LxiToolsTalkVxi11) {
  SKIP_WITHOUT("lxi", "lxi-tools")
  const std::string output = in_own_network([](std::string& said) {
    Vxi11Instrument peer;
    drivers::PortMapper mapper("127.0.0.1", 111);
    mapper.add(peer.server.mapping());
    said += shell("lxi scpi -a 127.0.0.1 '*IDN?'").output;
    shell("lxi scpi -a 127.0.0.1 'POW 7'");
    said += shell("lxi scpi -a 127.0.0.1 'POW?'").output;
  });
  if (output == "no network of one's own") {
    GTEST_SKIP() << "NOT TESTED: this system gives no network of one's own";
  }
  EXPECT_THAT(output, HasSubstr("FIBERLOOM,LOOPBACK,42,1.0"));
  EXPECT_THAT(output, HasSubstr("+7.00000000E+00"));
}

TEST(ForeignPeer, PyvisaTalksVxi11) {
  if (!has_pyvisa()) {
    GTEST_SKIP() << "NOT TESTED: pyvisa is missing; apt-get install python3-pyvisa-py";
  }
  const std::string output = in_own_network([](std::string& said) {
    Vxi11Instrument peer;
    drivers::PortMapper mapper("127.0.0.1", 111);
    mapper.add(peer.server.mapping());
    said += python(pyvisa_talk("TCPIP::127.0.0.1::inst0::INSTR"));
  });
  if (output == "no network of one's own") {
    GTEST_SKIP() << "NOT TESTED: this system gives no network of one's own";
  }
  EXPECT_THAT(output, HasSubstr("FIBERLOOM,LOOPBACK,42,1.0\n-3.0\nb'fibre'\n"));
}

TEST(ForeignPeer, RpcbindTellsOurClientWhereTheInstrumentIs) {
  SKIP_WITHOUT("rpcbind", "rpcbind")
  const std::string output = in_own_network([](std::string& said) {
    // In the foreground, with its files in a folder of this process's own.
    std::system("rpcbind -f -i >/dev/null 2>&1 & echo $! > rpcbind-under-test.pid");
    Vxi11Instrument peer;
    const drivers::PortMapperAddress mapper{.host = "127.0.0.1"};
    const Until until = Until::within(20s);
    for (bool is_up = false; !is_up;) {
      try {
        is_up = drivers::find_port(mapper, {.program = 100000, .version = 2}, until) == 111;
      } catch (const core::InstrumentError& error) {
        if (error.code() != "transport.refused") {
          throw;
        }
        drivers::pause(50ms, {});
      }
    }
    said += drivers::register_port(mapper, peer.server.mapping(), until) ? "registered " : "";
    drivers::Vxi11Transport wire({.host = "127.0.0.1"});
    said += wire.query("*IDN?", until);
    const bool is_same = drivers::find_port_by_datagram(mapper, peer.server.mapping(), until) ==
                         peer.server.core_port();
    said += is_same ? "by datagram too" : "";
    said += drivers::unregister_port(mapper, peer.server.mapping(), until) ? ", gone" : "";
    std::system("kill $(cat rpcbind-under-test.pid); rm rpcbind-under-test.pid");
  });
  if (output == "no network of one's own") {
    GTEST_SKIP() << "NOT TESTED: this system gives no network of one's own";
  }
  EXPECT_EQ(output, "registered FIBERLOOM,LOOPBACK,42,1.0\nby datagram too, gone");
}

// Forwards connections to a server and keeps what goes over each.
class Tap {
 public:
  explicit Tap(std::uint16_t port) : port_(port) {}

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] Pcap capture(std::uint16_t server_port) const {
    Pcap pcap;
    std::uint16_t client_port = 40000;
    for (const auto& recorder : recorders_) {
      pcap.add(recorder->transcript(), client_port++, server_port);
    }
    return pcap;
  }

 private:
  void forward(drivers::ByteStream& client, const std::stop_token& stop) {
    drivers::TranscriptRecorder* recorder = nullptr;
    {
      const std::scoped_lock lock(mutex_);
      recorders_.push_back(std::make_unique<drivers::TranscriptRecorder>());
      recorder = recorders_.back().get();
    }
    const auto server = drivers::record(
        drivers::connect_tcp("127.0.0.1", port_, Until::within(10s, stop)), *recorder);
    std::array<char, 65536> buffer{};
    // The two directions take turns; each waits a little and lets the other have its chance.
    for (bool is_ours = true; !stop.stop_requested(); is_ours = !is_ours) {
      drivers::ByteStream& from = is_ours ? client : *server;
      drivers::ByteStream& to = is_ours ? *server : client;
      if (from.available() == 0) {
        try {
          const std::size_t count = from.read_some(buffer, Until::within(1ms, stop));
          to.write({buffer.data(), count}, Until::within(10s, stop));
        } catch (const core::InstrumentError& error) {
          if (error.code() != "transport.timeout") {
            throw;
          }
        }
        continue;
      }
      const std::size_t count = from.read_some(buffer, Until::within(1s, stop));
      to.write({buffer.data(), count}, Until::within(10s, stop));
    }
  }

  std::uint16_t port_;
  std::mutex mutex_{};
  std::vector<std::unique_ptr<drivers::TranscriptRecorder>> recorders_{};
  drivers::StreamServer server_{
      {},
      [this](drivers::ByteStream& stream, const std::stop_token& stop) { forward(stream, stop); }};
};

// What tshark says of a capture: one line a packet with its columns, the named fields in front.
std::string dissect(const Pcap& pcap, const std::string& options) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                     ("fiberloom-" + std::to_string(::getpid()) + ".pcap");
  std::ofstream(file, std::ios::binary) << pcap.bytes();
  const std::string output = shell("tshark -r " + file.string() + " " + options).output;
  std::filesystem::remove(file);
  return output;
}

TEST(ForeignPeer, TsharkUnderstandsOurHislip) {
  SKIP_WITHOUT("tshark", "tshark")
  HislipInstrument peer;
  Tap tap(peer.server.port());
  {
    drivers::HislipTransport wire({.host = "127.0.0.1", .port = tap.port()});
    drivers::ScpiClient client(wire);
    const Until until = Until::within(60s);
    EXPECT_EQ(client.query("*IDN?", until), "FIBERLOOM,LOOPBACK,42,1.0");
    client.write_block("TRAC:DATA ", std::string(5000, '\n'), until);
    std::string memory;
    EXPECT_EQ(client.query_block("TRAC:DATA?", memory, until).size(), 5000U);
    static_cast<void>(wire.serial_poll(until));
    wire.lock(until);
    wire.unlock(until);
    wire.trigger(until);
    wire.clear(until);
    EXPECT_EQ(client.query_number("POW?", until), 1.5);
  }
  const Pcap pcap = tap.capture(4880);
  const std::string all = dissect(pcap, "-V");
  EXPECT_THAT(all, Not(HasSubstr("Malformed")));
  EXPECT_THAT(all, Not(HasSubstr("wrong")));
  const std::string types = dissect(pcap, "-Y hislip -T fields -e hislip.messagetype");
  for (const char* type : {"0x00", "0x01", "0x11", "0x12", "0x0f", "0x10", "0x07", "0x15", "0x16",
                           "0x04", "0x05", "0x0c", "0x13", "0x17", "0x08", "0x09"}) {
    const std::string number = std::to_string(std::stoi(type, nullptr, 16));
    EXPECT_TRUE(types.find(type) != std::string::npos || types.find(number) != std::string::npos)
        << type << " in\n"
        << types;
  }
}

TEST(ForeignPeer, TsharkUnderstandsOurVxi11) {
  SKIP_WITHOUT("tshark", "tshark")
  Vxi11Instrument peer;
  Tap tap(peer.server.core_port());
  {
    drivers::Vxi11Transport wire({.host = "127.0.0.1", .core_port = tap.port()});
    drivers::ScpiClient client(wire);
    const Until until = Until::within(60s);
    EXPECT_EQ(client.query("*IDN?", until), "FIBERLOOM,LOOPBACK,42,1.0");
    client.write_block("TRAC:DATA ", std::string(5000, '\n'), until);
    static_cast<void>(wire.serial_poll(until));
    wire.lock(until);
    wire.unlock(until);
    wire.trigger(until);
    wire.clear(until);
    wire.enable_service_requests(until);
  }
  const Pcap pcap = tap.capture(1024);
  const std::string options = "-o rpc.find_fragment_start:TRUE -d tcp.port==1024,rpc ";
  const std::string all = dissect(pcap, options + "-V");
  EXPECT_THAT(all, Not(HasSubstr("Malformed")));
  for (const char* procedure : {"CREATE_LINK", "DEVICE_WRITE", "DEVICE_READ", "DEVICE_READSTB",
                                "DEVICE_LOCK", "DEVICE_UNLOCK", "DEVICE_TRIGGER", "DEVICE_CLEAR",
                                "CREATE_INTR_CHAN", "DEVICE_ENABLE_SRQ", "DESTROY_LINK"}) {
    EXPECT_THAT(all, HasSubstr(std::string("Procedure: ") + procedure));
  }
  EXPECT_THAT(all, HasSubstr("(Create_LinkParms) inst0"));
  const std::string failed =
      dissect(pcap, options + "-Y 'vxi11_core.error != 0' -T fields -e frame.number");
  EXPECT_EQ(failed.find_first_of("0123456789"), std::string::npos) << failed;
}

}  // namespace
}  // namespace fiberloom::test
