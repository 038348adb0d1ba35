#include "sources.hpp"

#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/instruments/pulse_source.hpp>

#include "bench/simulated.hpp"
#include "ranges.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;

class SimulatedLaserInstrument final : public SimulatedSource<hal::Laser> {
 public:
  using SimulatedSource::SimulatedSource;

 private:
  core::Power write_output_power(core::Power power) override {
    take("output_power_dbm", core::to_dbm(power));
    return power;
  }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    take("wavelength_nm", wavelength.in(units::nm));
    return wavelength;
  }
};

class SimulatedPulseSource final : public SimulatedSource<hal::PulseSource> {
 public:
  using SimulatedSource::SimulatedSource;
  core::Frequency repetition_rate() override { return 100.0 * units::mhz; }

 private:
  core::Power write_output_power(core::Power power) override {
    take("output_power_dbm", core::to_dbm(power));
    return power;
  }
};

class SimulatedAmplifier final : public SimulatedSource<hal::OpticalAmplifier> {
 public:
  using SimulatedSource::SimulatedSource;
  core::Power input_power() override { return physics().arriving_w(name()) * units::w; }
  core::Power output_power() override { return physics().leaving_w(name()) * units::w; }

 private:
  core::Power write_output_power(core::Power power) override {
    take("output_power_dbm", core::to_dbm(power));
    return power;
  }
};

}  // namespace

std::unique_ptr<hal::Instrument> make_simulated_laser(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::LaserRanges ranges = hal::laser_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"output_power_dbm", ranges.output_power.minimum},
                                           {"wavelength_nm", plan.rig.center_wavelength_nm}};
  return std::make_unique<SimulatedLaserInstrument>(plan.spec.name, access, ranges, physics,
                                                    power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_pulse_source(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::PulseSourceRanges ranges = hal::pulse_source_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"output_power_dbm", ranges.output_power.minimum}};
  return std::make_unique<SimulatedPulseSource>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_amplifier(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::OpticalAmplifierRanges ranges = hal::optical_amplifier_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"output_power_dbm", ranges.output_power.minimum}};
  return std::make_unique<SimulatedAmplifier>(plan.spec.name, access, ranges, physics, power_on);
}

}  // namespace fiberloom::sim
