#pragma once

#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <fmt/format.h>
#include <random>

#include "hislip_instrument.hpp"
#include "http_instrument.hpp"
#include "prologix_instrument.hpp"
#include "serial_instrument.hpp"
#include "tcp_instrument.hpp"
#include "vxi11_instrument.hpp"
#include "wire_under_test.hpp"

namespace fiberloom::test {

// Every byte that some protocol treats specially is in there many times.
inline std::string awkward_bytes(std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  constexpr std::string_view special = "\n\r\x1b+#0;,\"'";
  std::string bytes(1500, '\0');
  for (char& byte : bytes) {
    const auto draw = engine();
    byte = draw % 2 == 0 ? special[(draw >> 8U) % special.size()] : static_cast<char>(draw >> 16U);
  }
  return bytes;
}

inline std::string difference(bool is_same) { return is_same ? "" : "wrong data was delivered"; }

/// SCPI on any transport.
template <class Peer>
class ScpiWire : public WireUnderTest {
 public:
  ScpiWire() { peer_.instrument.trace = awkward_bytes(1); }

  drivers::FaultPlan& faults() override { return peer_.faults; }

  std::string run(Operation operation, const drivers::Until& until) override {
    drivers::ScpiClient client(transport());
    switch (operation) {
      case Operation::read: {
        const double answer = client.query_number("POW?", until);
        return difference(answer == wanted_power());
      }
      case Operation::write: {
        const double value = static_cast<double>(++count_ % 20);
        client.write(fmt::format("POW {}", value), until);
        return difference(wanted_power() == value);
      }
      case Operation::block_read: {
        std::string memory;
        const std::string_view data = client.query_block("TRAC:DATA?", memory, until);
        const std::scoped_lock lock(peer_.instrument.turn);
        return difference(data == peer_.instrument.trace);
      }
      case Operation::block_write: {
        const std::string data = awkward_bytes(static_cast<std::uint64_t>(++count_));
        client.write_block("TRAC:DATA ", data, until);
        const std::scoped_lock lock(peer_.instrument.turn);
        return difference(data == peer_.instrument.trace);
      }
    }
    return "no such operation";
  }

  int num_answers(Operation) const override { return 1; }
  int answer_size(Operation operation) const override {
    return operation == Operation::block_read ? 1507 : 13;
  }

 protected:
  [[nodiscard]] virtual drivers::Transport& transport() = 0;

  Peer peer_{};

 private:
  double wanted_power() {
    const std::scoped_lock lock(peer_.instrument.turn);
    return peer_.instrument.power;
  }

  int count_ = 1;
};

class TcpWire final : public ScpiWire<TcpInstrument> {
 public:
  void take_away() override { peer_.server.refuse(); }
  void bring_back() override { peer_.server.accept_again(); }

 private:
  drivers::Transport& transport() override { return *transport_; }
  std::unique_ptr<drivers::StreamTransport> transport_ = peer_.connect();
};

class Vxi11Wire final : public ScpiWire<Vxi11Instrument> {
 public:
  void take_away() override { peer_.server.core_server().refuse(); }
  void bring_back() override { peer_.server.core_server().accept_again(); }
  // A question is acknowledged and its answer fetched; a command is followed by the question for errors.
  int num_answers(Operation operation) const override {
    return operation == Operation::read || operation == Operation::block_read ? 2 : 3;
  }
  int answer_size(Operation) const override { return 36; }

 private:
  drivers::Transport& transport() override { return transport_; }
  drivers::Vxi11Transport transport_{peer_.address()};
};

template <bool is_overlapped>
class HislipWire final : public ScpiWire<HislipInstrument> {
 public:
  void take_away() override { peer_.server.stream_server().refuse(); }
  void bring_back() override { peer_.server.stream_server().accept_again(); }

 private:
  drivers::Transport& transport() override { return transport_; }
  drivers::HislipTransport transport_{peer_.address(is_overlapped)};
};

class PrologixWire final : public ScpiWire<PrologixInstrument> {
 public:
  void take_away() override { peer_.server.refuse(); }
  void bring_back() override { peer_.server.accept_again(); }

 private:
  drivers::Transport& transport() override { return transport_; }
  drivers::PrologixTransport transport_{peer_.address()};
};

class SerialWire final : public ScpiWire<SerialInstrument> {
 public:
  void take_away() override { peer_.pull_out(); }
  void bring_back() override { peer_.plug_in(); }

 private:
  drivers::Transport& transport() override { return transport_; }
  drivers::SerialTransport transport_{peer_.path, {.baud_rate = 115200}, {}};
};

class HttpWire final : public WireUnderTest {
 public:
  drivers::FaultPlan& faults() override { return peer_.faults; }
  void take_away() override { peer_.server.refuse(); }
  void bring_back() override { peer_.server.accept_again(); }

  std::string run(Operation operation, const drivers::Until& until) override {
    const auto exchange = [&](const drivers::HttpRequest& request) {
      return drivers::http_exchange(peer_.address(), request, until).body;
    };
    switch (operation) {
      case Operation::read:
        return difference(exchange({.target = "/info"}) ==
                          "{\"model\":\"loopback\",\"sno\":\"42\"}");
      case Operation::write:
        return difference(exchange({.method = "POST", .target = "/profile", .body = "x"}) ==
                          "{\"rc\":0}");
      case Operation::block_read: {
        const std::string body = exchange({.target = "/profile"});
        const std::scoped_lock lock(peer_.turn);
        return difference(body == peer_.profile);
      }
      case Operation::block_write: {
        const std::string data = awkward_bytes(5);
        exchange({.method = "POST", .target = "/profile", .body = data});
        const std::scoped_lock lock(peer_.turn);
        return difference(peer_.profile == data);
      }
    }
    return "no such operation";
  }
  int num_answers(Operation) const override { return 1; }
  int answer_size(Operation) const override { return 80; }

 private:
  HttpInstrument peer_{};
};

}  // namespace fiberloom::test
