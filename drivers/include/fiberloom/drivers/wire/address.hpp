#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

enum class WireScheme { tcp, serial, vxi11, hislip, prologix, http, usbtmc };

[[nodiscard]] std::string_view name_of(WireScheme scheme) noexcept;

/// Where an instrument is, as rig documents spell it.
///
///     tcp://10.0.0.5:5025         vxi11://10.0.0.5/inst0       hislip://10.0.0.5:4880/hislip0
///     prologix://10.0.0.9/12      http://10.0.0.7              serial:/dev/ttyUSB0?baud_rate=19200
///     usbtmc:/dev/usbtmc0
///
/// Options follow a question mark, "&" between them; which there are, the driver knows. Resource names of VISA are
/// understood too: TCPIP::10.0.0.5::5025::SOCKET, TCPIP::10.0.0.5::inst0::INSTR, TCPIP::10.0.0.5::hislip0::INSTR,
/// ASRL/dev/ttyUSB0::INSTR.
struct WireAddress {
  WireScheme scheme = WireScheme::tcp;
  std::string host{};      ///< or the path of a device file
  std::uint16_t port = 0;  ///< 0: the usual one
  std::string device{};    ///< behind the host: "inst0", a GPIB address
  std::map<std::string, std::string, std::less<>> options{};

  bool operator==(const WireAddress&) const = default;
};

/// Throws:  core::InputError "input.address" that says what is wrong and shows an address that is not.
[[nodiscard]] WireAddress parse_address(std::string_view text);

/// So that parse_address() gives the same again.
[[nodiscard]] std::string to_text(const WireAddress& address);

}  // namespace fiberloom::drivers
