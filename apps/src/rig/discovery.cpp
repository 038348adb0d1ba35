#include "rig/discovery.hpp"

#include <algorithm>
#include <chrono>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/discovery/network_interface.hpp>
#include <fiberloom/drivers/discovery/service_discovery.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/vxi11/port_mapper.hpp>
#include <fiberloom/drivers/vxi11/vxi11_messages.hpp>
#include <fiberloom/report/text_table.hpp>
#include <mutex>
#include <thread>
#include <tuple>

namespace fiberloom::app {
namespace {

using namespace std::chrono_literals;

constexpr auto listening_time = 1500ms;
constexpr auto identity_time = 2s;

std::vector<DiscoveredInstrument> by_multicast_dns(const drivers::NetworkInterface& way,
                                                   const std::stop_token& stop) {
  std::vector<DiscoveredInstrument> found;
  for (const drivers::FoundService& service :
       drivers::discover_services({.interface_address = way.address},
                                  drivers::instrument_service_types(), listening_time, stop)) {
    found.push_back({.found_by = service.type,
                     .name = service.name,
                     .address = drivers::wire_address_of(service).value_or(""),
                     .host = service.host});
  }
  return found;
}

std::vector<DiscoveredInstrument> by_broadcast(const drivers::NetworkInterface& way,
                                               const std::stop_token& stop) {
  std::vector<DiscoveredInstrument> found;
  for (const std::string& host : drivers::discover(
           {.host = way.broadcast},
           {.program = drivers::vxi11::core_program, .version = drivers::vxi11::program_version},
           listening_time, stop)) {
    found.push_back({.found_by = "VXI-11 broadcast",
                     .address = drivers::to_text(
                         {.scheme = drivers::WireScheme::vxi11, .host = host, .device = "inst0"}),
                     .host = host});
  }
  return found;
}

std::string identity_at(const std::string& text, const std::stop_token& stop) {
  try {
    const drivers::WireAddress address = drivers::parse_address(text);
    drivers::AddressOptions options("discovery", address);
    return drivers::open_transport(address, {}, options)
        ->query("*IDN?", drivers::Until::within(identity_time, stop));
  } catch (const core::Error& error) {
    return std::string("no answer to *IDN?: ") + error.what();
  }
}

using Way = std::vector<DiscoveredInstrument> (*)(const drivers::NetworkInterface&,
                                                  const std::stop_token&);

}  // namespace

std::vector<DiscoveredInstrument> discover_instruments(const DiscoveryRequest& request,
                                                       const std::stop_token& stop) {
  std::vector<drivers::NetworkInterface> interfaces;
  for (const std::string& name : request.interfaces) {
    interfaces.push_back(drivers::find_interface(name));
  }
  if (request.interfaces.empty()) {
    interfaces = drivers::network_interfaces();
  }
  std::mutex mutex;
  std::vector<DiscoveredInstrument> all;
  std::vector<std::jthread> threads;
  for (const drivers::NetworkInterface& interface : interfaces) {
    for (const Way way : {by_multicast_dns, by_broadcast}) {
      threads.emplace_back([&, way] {
        try {
          const std::vector<DiscoveredInstrument> found = way(interface, stop);
          const std::scoped_lock lock(mutex);
          all.insert(all.end(), found.begin(), found.end());
        } catch (const core::Error&) {  // this way leads nowhere; the others may
        }
      });
    }
  }
  threads.clear();  // joins
  const auto order = [](const DiscoveredInstrument& one) {
    return std::tie(one.host, one.found_by, one.name, one.address);
  };
  std::ranges::sort(all, {}, order);
  const auto repeated = std::unique(
      all.begin(), all.end(),
      [&order](const auto& one, const auto& other) { return order(one) == order(other); });
  all.erase(repeated, all.end());
  for (DiscoveredInstrument& one : all) {
    if (request.identifies && !one.address.empty()) {
      one.identity = identity_at(one.address, stop);
    }
  }
  return all;
}

std::string table_of(const std::vector<DiscoveredInstrument>& found) {
  report::Table table{.columns = {{.name = "host"},
                                  {.name = "found by"},
                                  {.name = "calls itself"},
                                  {.name = "address for a rig"},
                                  {.name = "*IDN?"}}};
  for (const DiscoveredInstrument& one : found) {
    table.rows.push_back({.cells = {one.host, one.found_by, one.name, one.address, one.identity}});
  }
  return report::render_text(table);
}

Json json_of(const std::vector<DiscoveredInstrument>& found) {
  Json list = Json::array();
  for (const DiscoveredInstrument& one : found) {
    list.push_back({{"host", one.host},
                    {"found_by", one.found_by},
                    {"name", one.name},
                    {"address", one.address},
                    {"identity", one.identity}});
  }
  return list;
}

}  // namespace fiberloom::app
