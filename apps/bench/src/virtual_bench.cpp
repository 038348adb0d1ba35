#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fiberloom/bench/virtual_bench.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <map>
#include <utility>

#include "control_channel.hpp"
#include "instrument_server.hpp"
#include "watchdog.hpp"

namespace fiberloom::app {
namespace {

// A document that names no driver gets the first family of the role.
const drivers::InstrumentFamily& family_of(const std::vector<drivers::InstrumentFamily>& families,
                                           const hal::InstrumentSpec& spec) {
  const auto found = std::ranges::find_if(families, [&](const drivers::InstrumentFamily& family) {
    return family.driver.role == spec.role &&
           (family.driver.id == spec.driver || spec.driver == "simulated");
  });
  if (found == families.end()) {
    static_cast<void>(
        drivers::driver_registry().find(spec.driver, spec.role));  // says which there are
    throw core::InputError("input.unknown_driver",
                           fmt::format("{}: its driver has no virtual instrument", spec.name));
  }
  return *found;
}

std::string options_of(const drivers::WireAddress& address) {
  std::string text = drivers::to_text({.options = address.options});
  const std::size_t mark = text.find('?');
  return mark == std::string::npos ? "" : text.substr(mark + 1);
}

}  // namespace

struct VirtualBench::State {
  struct Served {
    drivers::FaultPlan faults{};
    std::unique_ptr<InstrumentServer> server{};
  };

  State(const hal::RigDocument& document, const hal::LightPath& path, const hal::Catalog& catalog,
        const sim::SimulatedBenchOptions& bench, const VirtualBenchOptions& chosen)
      : rig(document),
        options(chosen),
        table(rig, path, catalog, bench),
        next_port(chosen.first_port) {}

  [[nodiscard]] ServerPlace next_place() {
    return {.host = options.address, .port = next_port == 0 ? next_port : next_port++};
  }

  void serve_all() {
    const std::vector<drivers::InstrumentFamily> families = drivers::instrument_families();
    for (const std::unique_ptr<hal::Instrument>& instrument : table.instruments()) {
      const auto spec =
          std::ranges::find(rig.bench->instruments, instrument->name(), &hal::InstrumentSpec::name);
      serve(*spec, *instrument, family_of(families, *spec));
    }
  }

  void serve(hal::InstrumentSpec& spec, hal::Instrument& instrument,
             const drivers::InstrumentFamily& family) {
    const drivers::WireAddress wire =
        spec.address.empty() ? family.usual_wire : drivers::parse_address(spec.address);
    drivers::Dialect dialect = family.make_dialect(
        {.instrument = instrument,
         .light = {.is_on = [this, &instrument] { return table.is_lit(instrument.name()); },
                   .set = [this, &instrument](
                              bool is_on) { table.switch_light(instrument.name(), is_on); }},
         .serial_number = "virtual-" + spec.name,
         .options = options_of(wire)});
    Served& place = served[spec.name];
    spec.driver = family.driver.id;
    place.server = serve_instrument(std::move(dialect), wire, next_place(), place.faults);
    spec.address = drivers::to_text(place.server->address());
  }

  void serve_control() {
    control = serve_instrument(
        control_dialect({.table = table,
                         .faults_of = [this](const std::string& name) -> drivers::FaultPlan* {
                           const auto found = served.find(name);
                           return found == served.end() ? nullptr : &found->second.faults;
                         },
                         .server_of = [this](const std::string& name) -> InstrumentServer* {
                           const auto found = served.find(name);
                           return found == served.end() ? nullptr : found->second.server.get();
                         }}),
        {.scheme = drivers::WireScheme::tcp}, next_place(), no_faults);
  }

  // One address has one core channel: that is how the protocol finds it.
  void serve_portmapper() {
    if (!options.has_portmapper) {
      return;
    }
    portmapper = std::make_unique<drivers::PortMapper>(options.address, 111);
    std::string first;
    for (const auto& [name, instrument] : served) {
      if (const auto mapping = instrument.server->mapping()) {
        if (!first.empty()) {
          throw core::InputError(
              "input.address",
              fmt::format("{} and {}: a portmapper tells of one VXI-11 instrument at one address; "
                          "serve the others over TCP",
                          first, name));
        }
        first = name;
        portmapper->add(*mapping);
      }
    }
  }

  void serve_watchdog() {
    if (options.watchdog_timeout.count() == 0) {
      rig.bench->watchdog.reset();  // that of the real bench is not here
      return;
    }
    watchdog = std::make_unique<Watchdog>(options.watchdog_timeout,
                                          Watchdog::Relay{.is_lit = [this] { return is_lit(); },
                                                          .darken = [this] { table.darken(); }});
    heart = serve_instrument(watchdog_dialect(*watchdog), {.scheme = drivers::WireScheme::tcp},
                             next_place(), no_faults);
    rig.bench->watchdog = hal::WatchdogSpec{
        .address = drivers::to_text(heart->address()),
        .timeout_s = std::chrono::duration<double>(options.watchdog_timeout).count()};
  }

  [[nodiscard]] bool is_lit() const {
    return std::ranges::any_of(table.instruments(), [this](const auto& instrument) {
      return table.is_lit(instrument->name());
    });
  }

  hal::RigDocument rig;
  VirtualBenchOptions options;
  sim::SimulatedTable table;
  std::uint16_t next_port;
  drivers::FaultPlan no_faults{};
  std::unique_ptr<Watchdog> watchdog{};
  std::map<std::string, Served, std::less<>> served{};
  std::unique_ptr<drivers::PortMapper> portmapper{};
  std::unique_ptr<InstrumentServer> control{};
  std::unique_ptr<InstrumentServer> heart{};
};

VirtualBench::VirtualBench(const hal::RigDocument& rig, const hal::LightPath& path,
                           const hal::Catalog& catalog, const sim::SimulatedBenchOptions& bench,
                           const VirtualBenchOptions& options)
    : state_(std::make_unique<State>(rig, path, catalog, bench, options)) {
  state_->table.follow([start = std::chrono::steady_clock::now(), rate = options.clock_rate] {
    return rate * std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  });
  state_->rig.bench->clock_rate = options.clock_rate;
  state_->serve_all();
  state_->serve_portmapper();
  state_->serve_control();
  state_->serve_watchdog();
}

VirtualBench::~VirtualBench() { state_->table.darken(); }

const hal::RigDocument& VirtualBench::rig() const noexcept { return state_->rig; }

std::vector<ServedInstrument> VirtualBench::served() const {
  std::vector<ServedInstrument> list;
  for (const hal::InstrumentSpec& spec : state_->rig.bench->instruments) {
    list.push_back({.name = spec.name, .driver = spec.driver, .address = spec.address});
  }
  return list;
}

std::string VirtualBench::control_address() const {
  return drivers::to_text(state_->control->address());
}

bool VirtualBench::is_lit() const { return state_->is_lit(); }

int VirtualBench::num_trips() const { return state_->watchdog ? state_->watchdog->num_trips() : 0; }

drivers::FaultPlan& VirtualBench::wire_faults(std::string_view instrument) {
  const auto found = state_->served.find(instrument);
  if (found == state_->served.end()) {
    throw core::InputError("input.unknown_instrument",
                           fmt::format("the virtual bench has no instrument \"{}\"", instrument));
  }
  return found->second.faults;
}

sim::SimulatedTable& VirtualBench::table() noexcept { return state_->table; }

}  // namespace fiberloom::app
