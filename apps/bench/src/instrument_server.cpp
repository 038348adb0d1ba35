#include "instrument_server.hpp"

#include <fmt/format.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/hislip/hislip_server.hpp>
#include <fiberloom/drivers/prologix/prologix_service.hpp>
#include <fiberloom/drivers/vxi11/vxi11_server.hpp>
#include <fiberloom/drivers/wire/serial.hpp>
#include <fiberloom/drivers/wire/until.hpp>
#include <thread>
#include <utility>

namespace fiberloom::app {
namespace {

using drivers::Dialect;
using drivers::WireAddress;
using drivers::WireScheme;

// TCP and what is served on it by streams: HTTP, a Prologix controller.
class StreamInstrument final : public InstrumentServer {
 public:
  StreamInstrument(Dialect dialect, WireAddress address, const ServerPlace& place,
                   drivers::FaultPlan& faults)
      : dialect_(std::move(dialect)),
        address_(std::move(address)),
        server_({.address = place.host, .port = place.port, .around = drivers::with_faults(faults)},
                dialect_.serve) {
    address_.host = place.host;
    address_.port = server_.port();
  }
  [[nodiscard]] WireAddress address() const override { return address_; }
  void refuse() override { server_.refuse(); }
  void accept_again() override { server_.accept_again(); }

 private:
  Dialect dialect_;
  WireAddress address_;
  drivers::StreamServer server_;
};

// A GPIB controller of its own, with this one instrument on its bus.
Dialect behind_prologix(const Dialect& dialect, const WireAddress& address) {
  const int primary = std::stoi(address.device.empty() ? "1" : address.device);
  Dialect behind = dialect;
  behind.serve = [device = dialect.device, turn = dialect.turn, primary](
                     drivers::ByteStream& stream, const std::stop_token& stop) {
    drivers::serve_prologix(stream, {{primary, device.get()}}, *turn, stop);
  };
  return behind;
}

class HislipInstrument final : public InstrumentServer {
 public:
  HislipInstrument(Dialect dialect, WireAddress address, const ServerPlace& place,
                   drivers::FaultPlan& faults)
      : dialect_(std::move(dialect)),
        address_(std::move(address)),
        server_(
            *dialect_.device, *dialect_.turn,
            {.address = place.host, .port = place.port, .around = drivers::with_faults(faults)}) {
    address_.host = place.host;
    address_.port = server_.port();
    address_.device = "hislip0";
  }
  [[nodiscard]] WireAddress address() const override { return address_; }
  void refuse() override { server_.stream_server().refuse(); }
  void accept_again() override { server_.stream_server().accept_again(); }

 private:
  Dialect dialect_;
  WireAddress address_;
  drivers::HislipServer server_;
};

// Its port is told with its address: an ordinary user may not open that of the portmapper.
class Vxi11Instrument final : public InstrumentServer {
 public:
  Vxi11Instrument(Dialect dialect, WireAddress address, const ServerPlace& place,
                  drivers::FaultPlan& faults)
      : dialect_(std::move(dialect)),
        address_(std::move(address)),
        server_(*dialect_.device, *dialect_.turn,
                {.address = place.host,
                 .core_port = place.port,
                 .around = drivers::with_faults(faults)}) {
    address_.host = place.host;
    address_.port = server_.core_port();
    address_.device = "inst0";
  }
  [[nodiscard]] WireAddress address() const override { return address_; }
  [[nodiscard]] std::optional<drivers::PortMapping> mapping() const override {
    return server_.mapping();
  }
  void refuse() override { server_.core_server().refuse(); }
  void accept_again() override { server_.core_server().accept_again(); }

 private:
  Dialect dialect_;
  WireAddress address_;
  drivers::Vxi11Server server_;
};

// A pseudo-terminal; its far end is what a client opens.
class SerialInstrument final : public InstrumentServer {
 public:
  SerialInstrument(Dialect dialect, WireAddress address, drivers::FaultPlan& faults)
      : dialect_(std::move(dialect)), address_(std::move(address)), faults_(faults) {
    accept_again();
  }
  [[nodiscard]] WireAddress address() const override { return address_; }
  void refuse() override { thread_ = {}; }
  void accept_again() override {
    drivers::PseudoTerminal terminal = drivers::open_pseudo_terminal();
    address_.host = terminal.far_path;
    thread_ = std::jthread([serve = dialect_.serve,
                            stream = drivers::with_faults(faults_)(std::move(terminal.near_end))](
                               const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        try {
          serve(*stream, stop);
        } catch (const core::Error&) {
          // Nonsense on the line, or the other end was closed: the next client opens it again.
          drivers::pause(std::chrono::milliseconds(1), stop);
        }
      }
    });
  }

 private:
  Dialect dialect_;
  WireAddress address_;
  drivers::FaultPlan& faults_;
  std::jthread thread_{};
};

}  // namespace

std::unique_ptr<InstrumentServer> serve_instrument(Dialect dialect, const WireAddress& wire,
                                                   const ServerPlace& place,
                                                   drivers::FaultPlan& faults) {
  const bool wants_messages = wire.scheme == WireScheme::hislip ||
                              wire.scheme == WireScheme::vxi11 ||
                              wire.scheme == WireScheme::prologix;
  if ((wants_messages && !dialect.device) || wire.scheme == WireScheme::usbtmc) {
    throw core::InputError("input.address",
                           fmt::format("address {}: no virtual instrument of this family is "
                                       "served over {}",
                                       drivers::to_text(wire), drivers::name_of(wire.scheme)));
  }
  switch (wire.scheme) {
    case WireScheme::hislip:
      return std::make_unique<HislipInstrument>(std::move(dialect), wire, place, faults);
    case WireScheme::vxi11:
      return std::make_unique<Vxi11Instrument>(std::move(dialect), wire, place, faults);
    case WireScheme::serial:
      return std::make_unique<SerialInstrument>(std::move(dialect), wire, faults);
    case WireScheme::prologix:
      return std::make_unique<StreamInstrument>(behind_prologix(dialect, wire), wire, place,
                                                faults);
    case WireScheme::tcp:
    case WireScheme::http:
    case WireScheme::usbtmc:
      break;
  }
  return std::make_unique<StreamInstrument>(std::move(dialect), wire, place, faults);
}

}  // namespace fiberloom::app
