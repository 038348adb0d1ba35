#include <fmt/format.h>

#include <cmath>
#include <fiberloom/bench/connected_bench.hpp>
#include <fiberloom/bench/wall_clock.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/heartbeat.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/hal/check_bench.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <utility>

namespace fiberloom::app {
namespace {

std::shared_ptr<drivers::Heartbeat> heartbeat_for(const hal::WatchdogSpec& watchdog) {
  const drivers::WireAddress address = drivers::parse_address(watchdog.address);
  drivers::AddressOptions options("watchdog", address);
  auto transport = drivers::open_transport(address, {}, options);
  options.require_all_taken();
  return std::make_shared<drivers::Heartbeat>(
      std::move(transport), std::chrono::nanoseconds(std::llround(1e9 * watchdog.timeout_s)));
}

// What a document says whose instruments have no wires.
void refuse_simulated(const hal::InstrumentSpec& spec, const hal::RigDocument& rig) {
  if (spec.driver == "simulated") {
    throw core::InputError(
        "input.unknown_driver",
        fmt::format("{}: rig \"{}\" names no driver for it, it is simulated; name driver and "
                    "address, or serve the rig with `fiberloom virtual-bench {} -o bench.json` and "
                    "take bench.json",
                    spec.name, rig.name, rig.name));
  }
}

}  // namespace

ConnectedBench connect_bench(const hal::RigDocument& rig, const hal::LightPath& path,
                             const hal::Catalog& catalog) {
  hal::require_bench(rig, catalog, rig.name);
  const hal::BenchDocument& document = rig.bench.value();
  const hal::DriverRegistry registry = drivers::driver_registry();
  ConnectedBench connected;
  connected.bench = std::make_shared<hal::Bench>(rig, path, catalog,
                                                 std::make_unique<WallClock>(document.clock_rate));
  for (const hal::InstrumentSpec& spec : document.instruments) {
    refuse_simulated(spec, rig);
    connected.bench->add(
        registry.make({.bench = connected.bench->access(),
                       .instrument = {.spec = spec,
                                      .rig = rig,
                                      .part = hal::sheet_of(document, catalog, spec.name),
                                      .sample_rate_gsa_per_s = path.sample_rate_gsa_per_s}}));
  }
  if (document.watchdog) {
    connected.heartbeat = heartbeat_for(*document.watchdog);
  }
  return connected;
}

}  // namespace fiberloom::app
