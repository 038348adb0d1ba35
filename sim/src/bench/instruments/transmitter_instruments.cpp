#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/modulator_bias.hpp>
#include <fiberloom/hal/instruments/phase_modulator.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>

#include "bench/simulated.hpp"
#include "end_instruments.hpp"
#include "ranges.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;

class SimulatedGenerator final : public Simulated<hal::WaveformGenerator> {
 public:
  using Simulated::Simulated;

 private:
  core::Voltage write_amplitude(core::Voltage amplitude) override {
    take("amplitude_v", amplitude.in(units::v));
    return amplitude;
  }
  void write_waveform(const hal::LoadedWaveform& waveform) override { bank_ = waveform; }
  void start_playing() override { physics().load(std::move(bank_)); }
  void do_make_safe() noexcept override { physics().mute(); }

  hal::LoadedWaveform bank_;  // the one that is not played; the other is in the physics
};

class SimulatedBias final : public Simulated<hal::ModulatorBias> {
 public:
  using Simulated::Simulated;

 private:
  core::Voltage write_bias(hal::BiasElectrode electrode, core::Voltage voltage) override {
    const auto index = static_cast<std::size_t>(electrode);
    take(settings()[index]->spec().key.c_str(), voltage.in(units::v));
    return voltage;
  }
};

class SimulatedPhaseModulator final : public Simulated<hal::PhaseModulator> {
 public:
  using Simulated::Simulated;

 private:
  core::Voltage write_drive(core::Voltage drive) override {
    take("drive_v", drive.in(units::v));
    return drive;
  }
  core::Frequency write_frequency(core::Frequency frequency) override {
    take("frequency_mhz", frequency.in(units::mhz));
    return frequency;
  }
};

}  // namespace

std::unique_ptr<hal::Instrument> make_simulated_generator(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::WaveformGeneratorRanges ranges = hal::waveform_generator_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"amplitude_v", ranges.amplitude.minimum}};
  return std::make_unique<SimulatedGenerator>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_bias(const InstrumentPlan& plan,
                                                     const hal::BenchAccess& access,
                                                     const std::shared_ptr<BenchPhysics>& physics) {
  const hal::ModulatorBiasRanges ranges = hal::modulator_bias_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{
      {"in_phase_bias_v", 0.0}, {"quadrature_bias_v", 0.0}, {"phase_bias_v", 0.0}};
  return std::make_unique<SimulatedBias>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_phase_modulator(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::PhaseModulatorRanges ranges = hal::phase_modulator_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"drive_v", 0.0}, {"frequency_mhz", 0.0}};
  return std::make_unique<SimulatedPhaseModulator>(plan.spec.name, access, ranges, physics,
                                                   power_on);
}

}  // namespace fiberloom::sim
