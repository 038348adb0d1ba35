#pragma once

#include <fiberloom/bench/connected_bench.hpp>
#include <fiberloom/bench/virtual_bench.hpp>
#include <fiberloom/bench/wall_clock.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
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
        bench_(std::make_shared<hal::Bench>(virtual_bench_.rig(), path_, hal::builtin_catalog(),
                                            std::make_unique<app::WallClock>(clock_rate))) {
    const hal::DriverRegistry registry = drivers::driver_registry();
    const hal::RigDocument& served = virtual_bench_.rig();
    for (const hal::InstrumentSpec& spec : served.bench->instruments) {
      if (spec.driver == "simulated") {
        continue;
      }
      bench_->add(registry.make(
          {.bench = bench_->access(),
           .instrument = {.spec = spec,
                          .rig = served,
                          .part = hal::sheet_of(*served.bench, hal::builtin_catalog(), spec.name),
                          .sample_rate_gsa_per_s = path_.sample_rate_gsa_per_s}}));
    }
  }

  [[nodiscard]] app::VirtualBench& virtual_bench() noexcept { return virtual_bench_; }
  [[nodiscard]] hal::Bench& bench() noexcept { return *bench_; }
  [[nodiscard]] hal::Rig& rig() {
    if (!rig_) {
      rig_ = hal::make_instrument_rig(bench_, virtual_bench_.rig(), path_, hal::builtin_catalog());
    }
    return *rig_;
  }

 private:
  hal::LightPath path_;
  app::VirtualBench virtual_bench_;
  std::shared_ptr<hal::Bench> bench_;
  std::unique_ptr<hal::Rig> rig_;
};

}  // namespace fiberloom::test
