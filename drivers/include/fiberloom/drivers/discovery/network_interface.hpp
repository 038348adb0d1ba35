#pragma once

#include <string>
#include <vector>

namespace fiberloom::drivers {

/// One way from this machine into a network, IPv4.
struct NetworkInterface {
  std::string name{};  ///< "eth0"
  std::string address{};
  std::string broadcast{};  ///< address that reaches everybody there

  bool operator==(const NetworkInterface&) const = default;
};

/// Those that are up, the loopback last.
[[nodiscard]] std::vector<NetworkInterface> network_interfaces();

/// The one of that name or address.
///
/// Throws:  core::InputError "input.interface" that names the ones there are.
[[nodiscard]] NetworkInterface find_interface(const std::string& name_or_address);

}  // namespace fiberloom::drivers
