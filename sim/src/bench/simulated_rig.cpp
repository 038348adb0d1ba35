#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/check_bench.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <utility>

#include "assembled_bench.hpp"
#include "instruments/end_instruments.hpp"
#include "instruments/line_instruments.hpp"
#include "instruments/sources.hpp"
#include "simulated_clock.hpp"
#include "simulated_instruments.hpp"

namespace fiberloom::sim {
namespace {

using Make = std::unique_ptr<hal::Instrument> (*)(const InstrumentPlan&, const hal::BenchAccess&,
                                                  const std::shared_ptr<BenchPhysics>&);

struct RoleMaker {
  std::string_view role;
  Make make;
};

constexpr std::array role_makers{
    RoleMaker{"laser", make_simulated_laser},
    RoleMaker{"pulse_source", make_simulated_pulse_source},
    RoleMaker{"optical_amplifier", make_simulated_amplifier},
    RoleMaker{"variable_attenuator", make_simulated_attenuator},
    RoleMaker{"dispersion_compensator", make_simulated_compensator},
    RoleMaker{"programmable_filter", make_simulated_filter},
    RoleMaker{"optical_switch", make_simulated_switch},
    RoleMaker{"delay_line", make_simulated_delay_line},
    RoleMaker{"polarization_controller", make_simulated_polarization_controller},
    RoleMaker{"waveform_generator", make_simulated_generator},
    RoleMaker{"modulator_bias", make_simulated_bias},
    RoleMaker{"phase_modulator", make_simulated_phase_modulator},
    RoleMaker{"digitizer", make_simulated_digitizer},
    RoleMaker{"power_meter", make_simulated_power_meter},
    RoleMaker{"spectrum_analyzer", make_simulated_spectrum_analyzer},
    RoleMaker{"temperature_controller", make_simulated_temperature_controller}};

}  // namespace

std::unique_ptr<hal::Instrument> make_simulated_instrument(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const auto maker = std::ranges::find(role_makers, plan.spec.role, &RoleMaker::role);
  if (maker == role_makers.end()) {
    throw core::InputError("input.wrong_role", fmt::format("{}: there is no simulated {}",
                                                           plan.spec.name, plan.spec.role));
  }
  return maker->make(plan, access, physics);
}

void require_bench_for(const hal::RigDocument& rig, const hal::LightPath& path,
                       const hal::Catalog& catalog) {
  hal::require_bench(rig, catalog, rig.name);
  if (!rig.bench) {
    throw core::InputError("input.no_bench",
                           fmt::format("rig \"{}\" has no \"bench\": its instruments are not "
                                       "known; add them, or simulate it by its tolerances",
                                       rig.name));
  }
  if (path.stages.size() > rig.bench->stages.size()) {
    throw core::InputError("plan.settings",
                           fmt::format("the light path has {} stages, the bench of rig \"{}\" {}",
                                       path.stages.size(), rig.name, rig.bench->stages.size()));
  }
}

AssembledBench assemble_bench(const hal::RigDocument& rig, const hal::LightPath& path,
                              const hal::Catalog& catalog, const SimulatedBenchOptions& options) {
  require_bench_for(rig, path, catalog);
  AssembledBench assembled;
  SimulatedInstrumentRig& result = assembled.instruments;
  result.faults = std::make_shared<FaultScript>();
  assembled.physics = std::make_shared<BenchPhysics>(rig, path, catalog, options, result.faults);
  result.bench = std::make_shared<hal::Bench>(rig, path, catalog,
                                              std::make_unique<SimulatedClock>(assembled.physics));
  for (const hal::InstrumentSpec& spec : rig.bench->instruments) {
    const InstrumentPlan plan{spec, rig, path, catalog, options.spread, options.seed};
    result.bench->add(make_simulated_instrument(plan, result.bench->access(), assembled.physics));
  }
  result.rig = hal::make_instrument_rig(result.bench, rig, path, catalog);
  return assembled;
}

SimulatedInstrumentRig make_simulated_instrument_rig(const hal::RigDocument& rig,
                                                     const hal::LightPath& path,
                                                     const hal::Catalog& catalog,
                                                     const SimulatedBenchOptions& options) {
  return std::move(assemble_bench(rig, path, catalog, options).instruments);
}

}  // namespace fiberloom::sim
