#pragma once

#include <fiberloom/bench/connected_bench.hpp>
#include <fiberloom/bench/virtual_bench.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "lab_rig.hpp"

namespace fiberloom::test {

/// The laboratory's rig with one instrument in the hands of a family's driver, at an address of that kind of wire; nothing
/// for an empty one.
inline hal::RigDocument rig_with(std::string_view instrument, std::string_view driver,
                                 std::string_view address) {
  hal::RigDocument rig = lab_rig();
  for (const char* role : {"polarization_controller", "delay_line"}) {
    rig.bench->instruments.push_back({.name = role, .role = role, .driver = "simulated"});
  }
  if (instrument == "pulse_source") {
    rig.bench->instruments.front() = {
        .name = "pulse_source", .role = "pulse_source", .driver = "simulated"};
    rig.bench->transmitter.source = instrument;
    rig.bench->wiring.front().from = instrument;
  }
  for (hal::InstrumentSpec& spec : rig.bench->instruments) {
    if (spec.name == instrument) {
      spec.driver = driver;
      spec.address = address;
    }
  }
  return rig;
}

/// A virtual bench on loopback and a bench of drivers that are connected to it. Its clock runs so fast that nothing that has
/// to settle keeps a test waiting.
class VirtualStandBench {
 public:
  static constexpr double clock_rate = 1000.0;

  explicit VirtualStandBench(const hal::RigDocument& rig, std::size_t num_stages = 2,
                             const sim::SimulatedBenchOptions& options = {.seed = 5})
      : path_(lab_path(num_stages)),
        virtual_bench_(rig, path_, hal::builtin_catalog(), options, {.clock_rate = clock_rate}),
        connected_(app::connect_bench(virtual_bench_.rig(), path_, hal::builtin_catalog())),
        rig_(hal::make_instrument_rig(connected_.bench, virtual_bench_.rig(), path_,
                                      hal::builtin_catalog())) {}

  [[nodiscard]] app::VirtualBench& virtual_bench() noexcept { return virtual_bench_; }
  [[nodiscard]] hal::Bench& bench() noexcept { return *connected_.bench; }
  [[nodiscard]] hal::Rig& rig() noexcept { return *rig_; }

 private:
  hal::LightPath path_;
  app::VirtualBench virtual_bench_;
  app::ConnectedBench connected_;
  std::unique_ptr<hal::Rig> rig_;
};

}  // namespace fiberloom::test
