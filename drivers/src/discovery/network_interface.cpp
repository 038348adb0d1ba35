#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/discovery/network_interface.hpp>
#include <memory>

namespace fiberloom::drivers {
namespace {

in_addr address_in(const sockaddr* generic) {
  sockaddr_in internet{};
  std::memcpy(&internet, generic, sizeof internet);
  return internet.sin_addr;
}

std::string to_text(in_addr address) {
  std::array<char, INET_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET, &address, text.data(), text.size());
  return text.data();
}

NetworkInterface interface_of(const ifaddrs& entry) {
  const in_addr address = address_in(entry.ifa_addr);
  const in_addr mask = address_in(entry.ifa_netmask);
  return {.name = entry.ifa_name,
          .address = to_text(address),
          .broadcast = to_text({.s_addr = address.s_addr | ~mask.s_addr})};
}

}  // namespace

std::vector<NetworkInterface> network_interfaces() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) {
    return {};
  }
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(first, &::freeifaddrs);
  std::vector<NetworkInterface> interfaces;
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr != nullptr && entry->ifa_netmask != nullptr &&
        entry->ifa_addr->sa_family == AF_INET && (entry->ifa_flags & IFF_UP) != 0) {
      interfaces.push_back(interface_of(*entry));
    }
  }
  std::stable_partition(interfaces.begin(), interfaces.end(), [](const NetworkInterface& one) {
    return !one.address.starts_with("127.");
  });
  return interfaces;
}

NetworkInterface find_interface(const std::string& name_or_address) {
  const std::vector<NetworkInterface> interfaces = network_interfaces();
  const auto found = std::ranges::find_if(interfaces, [&](const NetworkInterface& one) {
    return one.name == name_or_address || one.address == name_or_address;
  });
  if (found != interfaces.end()) {
    return *found;
  }
  std::string known;
  for (const NetworkInterface& one : interfaces) {
    known += fmt::format("{}{} ({})", known.empty() ? "" : ", ", one.name, one.address);
  }
  throw core::InputError("input.interface",
                         fmt::format("{}: this machine has no such interface; there is {}",
                                     name_or_address, known.empty() ? "none" : known));
}

}  // namespace fiberloom::drivers
