#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace fiberloom::app {

/// Something on the network that may be an instrument.
struct DiscoveredInstrument {
  std::string found_by{};  ///< "_hislip._tcp", "VXI-11 broadcast"
  std::string name{};      ///< as it announces itself
  std::string address{};   ///< as a rig document wants it; empty where it tells none
  std::string host{};
  std::string identity{};  ///< its answer to *IDN?, when asked, or why there is none
};

struct DiscoveryRequest {
  std::vector<std::string> interfaces;  ///< names or addresses; none: all that are up
  bool identifies = false;
};

/// Asks on each interface by multicast DNS and by a broadcast to portmappers, a second and a half in all.
///
/// Throws:  core::InputError "input.interface"; an interface that nothing can be sent by finds nothing.
[[nodiscard]] std::vector<DiscoveredInstrument> discover_instruments(
    const DiscoveryRequest& request, const std::stop_token& stop);

[[nodiscard]] std::string table_of(const std::vector<DiscoveredInstrument>& found);
[[nodiscard]] Json json_of(const std::vector<DiscoveredInstrument>& found);

}  // namespace fiberloom::app
