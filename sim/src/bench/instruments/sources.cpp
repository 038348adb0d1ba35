#include "sources.hpp"

#include <cmath>
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
using namespace std::chrono_literals;

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
  hal::LaserRanges ranges;
  ranges.output_power = narrowed(settling(ranges.output_power, 100ms), plan);
  ranges.wavelength = narrowed(settling(ranges.wavelength, 1s), plan);
  const std::vector<PowerOnValue> power_on{{"output_power_dbm", ranges.output_power.minimum},
                                           {"wavelength_nm", plan.rig.center_wavelength_nm}};
  return std::make_unique<SimulatedLaserInstrument>(plan.spec.name, access, ranges, physics,
                                                    power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_pulse_source(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  hal::PulseSourceRanges ranges;
  ranges.output_power = narrowed(settling(ranges.output_power, 1s), plan);
  const std::vector<PowerOnValue> power_on{{"output_power_dbm", ranges.output_power.minimum}};
  return std::make_unique<SimulatedPulseSource>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_amplifier(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  hal::OpticalAmplifierRanges ranges;
  const hal::Part* sheet = hal::sheet_of(*plan.rig.bench, plan.catalog, plan.spec.name);
  ranges.output_power.maximum = core::to_dbm(plan.rig.amplifier_maximum_output_w * units::w);
  if (sheet != nullptr && sheet->maximum_output_power_dbm) {
    ranges.output_power.maximum =
        std::min(ranges.output_power.maximum, *sheet->maximum_output_power_dbm);
  }
  ranges.output_power.ramp_step = 3.0;
  ranges.output_power.ramp_dwell = 20ms;
  ranges.output_power = narrowed(settling(ranges.output_power, 30ms), plan);
  const std::vector<PowerOnValue> power_on{{"output_power_dbm", ranges.output_power.minimum}};
  return std::make_unique<SimulatedAmplifier>(plan.spec.name, access, ranges, physics, power_on);
}

}  // namespace fiberloom::sim
