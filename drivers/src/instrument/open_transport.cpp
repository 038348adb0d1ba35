#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/hislip/hislip_transport.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/prologix/prologix_transport.hpp>
#include <fiberloom/drivers/usbtmc/usbtmc_transport.hpp>
#include <fiberloom/drivers/vxi11/vxi11_transport.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transcript.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

// Written when the wire is closed for good.
class KeptTranscript {
 public:
  explicit KeptTranscript(std::string path) : path_(std::move(path)) {}
  KeptTranscript(const KeptTranscript&) = delete;
  KeptTranscript& operator=(const KeptTranscript&) = delete;
  ~KeptTranscript() {
    try {
      core::write_file_atomically(path_, to_text(recorder_.transcript()));
    } catch (const std::exception& error) {
      fmt::print(stderr, "the transcript was lost: {}\n", error.what());
    }
  }
  [[nodiscard]] TranscriptRecorder& recorder() noexcept { return recorder_; }

 private:
  std::string path_;
  TranscriptRecorder recorder_;
};

OpenStream with_transcript(OpenStream open, const std::string& path) {
  if (path.empty()) {
    return open;
  }
  return [open = std::move(open), kept = std::make_shared<KeptTranscript>(path)](
             const Until& until) { return record(open(until), kept->recorder()); };
}

SerialSettings settings_of(SerialSettings settings, AddressOptions& options) {
  constexpr std::array<std::string_view, 3> parities{"none", "even", "odd"};
  constexpr std::array<std::string_view, 3> flow_controls{"none", "hardware", "software"};
  const auto place_of = [](const auto& words, const std::string& word) {
    return std::ranges::find(words, word) - words.begin();
  };
  settings.baud_rate = static_cast<unsigned>(
      options.integer("baud_rate", static_cast<std::int64_t>(settings.baud_rate), 50, 4'000'000));
  settings.parity = static_cast<Parity>(place_of(
      parities,
      options.word("parity", parities.at(static_cast<std::size_t>(settings.parity)), parities)));
  settings.flow_control = static_cast<FlowControl>(place_of(
      flow_controls, options.word("flow_control",
                                  flow_controls.at(static_cast<std::size_t>(settings.flow_control)),
                                  flow_controls)));
  return settings;
}

[[noreturn]] void refuse_wire(const WireAddress& address) {
  throw core::InputError("input.address",
                         fmt::format("address {}: this instrument does not speak over {}",
                                     to_text(address), name_of(address.scheme)));
}

std::uint16_t tcp_port_of(const WireAddress& address, const WireDialect& dialect) {
  return address.port == 0 ? dialect.tcp_port : address.port;
}

std::unique_ptr<Transport> open_tcp(const WireAddress& address, const WireDialect& dialect,
                                    AddressOptions& options) {
  return std::make_unique<StreamTransport>(
      fmt::format("tcp {}:{}", address.host, tcp_port_of(address, dialect)),
      open_stream(address, dialect, options), dialect.stream);
}

std::unique_ptr<Transport> open_serial_line(const WireAddress& address, const WireDialect& dialect,
                                            AddressOptions& options) {
  std::string name = "serial " + address.host;
  OpenStream open = open_stream(address, dialect, options);
  if (!dialect.serial_marker) {
    return std::make_unique<StreamTransport>(std::move(name), std::move(open), dialect.stream);
  }
  return std::make_unique<SerialTransport>(std::move(name), std::move(open), dialect.stream,
                                           dialect.serial_marker);
}

std::unique_ptr<Transport> open_prologix(const WireAddress& address, const WireDialect& dialect) {
  PrologixAddress place{.host = address.host};
  place.port = address.port == 0 ? place.port : address.port;
  // "12" or, with a secondary address, "12.96".
  const std::size_t dot = address.device.find('.');
  try {
    place.primary = std::stoi(address.device);
    if (dot != std::string::npos) {
      place.secondary = std::stoi(address.device.substr(dot + 1));
    }
  } catch (const std::logic_error&) {
    throw core::InputError("input.address",
                           fmt::format("address {}: the GPIB address behind the host is missing; "
                                       "write it like prologix://10.0.0.9/12",
                                       to_text(address)));
  }
  return std::make_unique<PrologixTransport>(std::move(place), dialect.stream.answer);
}

std::unique_ptr<Transport> open_hislip(const WireAddress& address) {
  HislipAddress place{.host = address.host};
  place.port = address.port == 0 ? place.port : address.port;
  place.sub_address = address.device.empty() ? place.sub_address : address.device;
  return std::make_unique<HislipTransport>(std::move(place));
}

std::unique_ptr<Transport> open_vxi11(const WireAddress& address) {
  Vxi11Address place{.host = address.host, .core_port = address.port};
  place.device = address.device.empty() ? place.device : address.device;
  return std::make_unique<Vxi11Transport>(std::move(place));
}

}  // namespace

OpenStream open_stream(const WireAddress& address, const WireDialect& dialect,
                       AddressOptions& options) {
  OpenStream open;
  if (address.scheme == WireScheme::tcp) {
    open = [host = address.host, port = tcp_port_of(address, dialect)](const Until& until) {
      return connect_tcp(host, port, until);
    };
  } else if (address.scheme == WireScheme::serial) {
    open = [path = address.host, settings = settings_of(dialect.serial, options)](const Until&) {
      return open_serial(path, settings);
    };
  } else {
    refuse_wire(address);
  }
  return with_transcript(std::move(open), options.text("transcript", ""));
}

std::unique_ptr<Transport> open_transport(const WireAddress& address, const WireDialect& dialect,
                                          AddressOptions& options) {
  switch (address.scheme) {
    case WireScheme::tcp:
      return open_tcp(address, dialect, options);
    case WireScheme::serial:
      return open_serial_line(address, dialect, options);
    case WireScheme::prologix:
      return open_prologix(address, dialect);
    case WireScheme::hislip:
      return open_hislip(address);
    case WireScheme::vxi11:
      return open_vxi11(address);
    case WireScheme::usbtmc:
      return std::make_unique<UsbtmcTransport>(address.host);
    case WireScheme::http:
      break;
  }
  refuse_wire(address);
}

}  // namespace fiberloom::drivers
