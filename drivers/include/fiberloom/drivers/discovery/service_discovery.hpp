#pragma once

#include <chrono>
#include <cstdint>
#include <fiberloom/drivers/discovery/dns_message.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// Something that says of itself that it is an instrument.
struct FoundService {
  std::string name{};  ///< as it calls itself: "Keysight N7744A - DE47700123"
  std::string type{};  ///< "_vxi-11._tcp"
  std::string host{};  ///< IPv4 address
  std::uint16_t port = 0;
  dns::Texts texts{};  ///< "Model=N7744A" and the like

  bool operator==(const FoundService&) const = default;
};

/// What LXI instruments announce: _lxi, _vxi-11, _scpi-raw and _hislip, all over TCP.
[[nodiscard]] std::vector<std::string> instrument_service_types();

/// One question for all these types, for multicast DNS.
[[nodiscard]] std::string service_question(const std::vector<std::string>& types);

/// Puts together what answers tell in pieces: which services there are, where each listens, which address its host has.
class ServiceBook {
 public:
  explicit ServiceBook(const std::vector<std::string>& types);

  /// `from` is the address that the answer came from; for a host whose own address nobody tells.
  void add(const dns::Message& answer, const std::string& from);
  /// Those whose port is known, by name and type.
  [[nodiscard]] std::vector<FoundService> services() const;

 private:
  struct Heard {
    dns::Record record{};
    std::string from{};
  };

  std::vector<dns::Name> types_;
  std::vector<Heard> heard_{};
};

/// Where to ask.
struct DiscoveryPlace {
  std::string interface_address = "0.0.0.0";  ///< of our own, that the question leaves by
  std::string address = "224.0.0.251";
  std::uint16_t port = 5353;
};

/// Asks for services, twice, and listens for `time`. Whoever is there answers to the asking port, so that no port has
/// to be free here (RFC 6762, 6.7).
///
/// Throws:  InstrumentError "transport.unreachable"; InterruptedError.
/// Source:  RFC 6762, RFC 6763; LXI device specification 1.5, section 10.
[[nodiscard]] std::vector<FoundService> discover_services(const DiscoveryPlace& place,
                                                          const std::vector<std::string>& types,
                                                          std::chrono::nanoseconds time,
                                                          const std::stop_token& stop = {});

/// The address of such a service as rig documents want it; nothing for a type that is no wire, such as _lxi.
[[nodiscard]] std::optional<std::string> wire_address_of(const FoundService& service);

}  // namespace fiberloom::drivers
