#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/check_bench.hpp>
#include <fiberloom/sim/bench/simulated_table.hpp>
#include <string>

#include "bench_physics.hpp"
#include "simulated_clock.hpp"
#include "simulated_instruments.hpp"

namespace fiberloom::sim {
namespace {

// Hardware does what it is told.
class NoGuard final : public hal::CommandGuard {
 public:
  double perform(const hal::Command&, const std::function<double()>& write) override {
    return write();
  }
  [[nodiscard]] bool allows(const hal::Command&) const override { return true; }
  void note(const std::string&, const std::string&, double) override {}
};

}  // namespace

struct SimulatedTable::State {
  hal::RigDocument rig;
  hal::LightPath path;
  std::shared_ptr<FaultScript> faults = std::make_shared<FaultScript>();
  std::shared_ptr<BenchPhysics> physics;
  SimulatedClock clock;
  NoGuard no_guard{};
  hal::EventQueue events{};
  std::vector<std::unique_ptr<hal::Instrument>> instruments{};

  State(const hal::RigDocument& document, const hal::LightPath& light_path,
        const hal::Catalog& catalog, const SimulatedBenchOptions& options, hal::CommandGuard* guard)
      : rig(document),
        path(light_path),
        physics(std::make_shared<BenchPhysics>(rig, path, catalog, options, faults)),
        clock(physics) {
    const hal::BenchAccess access{
        .guard = guard == nullptr ? &no_guard : guard, .clock = &clock, .events = &events};
    for (const hal::InstrumentSpec& spec : rig.bench->instruments) {
      instruments.push_back(make_simulated_instrument(
          {spec, rig, path, catalog, options.spread, options.seed}, access, physics));
      instruments.back()->configure();
    }
  }
};

SimulatedTable::SimulatedTable(const hal::RigDocument& rig, const hal::LightPath& path,
                               const hal::Catalog& catalog, const SimulatedBenchOptions& options,
                               hal::CommandGuard* guard) {
  require_bench_for(rig, path, catalog);
  state_ = std::make_unique<State>(rig, path, catalog, options, guard);
}

SimulatedTable::~SimulatedTable() = default;

const std::vector<std::unique_ptr<hal::Instrument>>& SimulatedTable::instruments() const noexcept {
  return state_->instruments;
}

void SimulatedTable::switch_light(std::string_view source, bool is_on) {
  state_->physics->change(std::string(source), hal::Command::emission_key, is_on ? 1.0 : 0.0);
}

bool SimulatedTable::is_lit(std::string_view source) const {
  return state_->physics->value(std::string(source), hal::Command::emission_key, 0.0) != 0.0;
}

double SimulatedTable::power_behind_w(std::string_view element) const {
  return state_->physics->leaving_w(std::string(element));
}

bool SimulatedTable::is_playing() const { return state_->physics->is_playing(); }

void SimulatedTable::darken() noexcept {
  state_->physics->interrupt_capture();
  for (const std::unique_ptr<hal::Instrument>& instrument : state_->instruments) {
    if (dynamic_cast<hal::EmittingInstrument*>(instrument.get()) != nullptr) {
      switch_light(instrument->name(), false);
    }
  }
  state_->physics->mute();
}

void SimulatedTable::follow(std::function<double()> seconds) {
  state_->physics->follow(std::move(seconds));
}

FaultScript& SimulatedTable::faults() noexcept { return *state_->faults; }

}  // namespace fiberloom::sim
