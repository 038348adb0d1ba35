#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/phase_modulator.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

PhaseModulator::PhaseModulator(std::string name, const BenchAccess& bench,
                               const PhaseModulatorRanges& ranges)
    : Instrument(std::move(name), bench),
      drive_(*this, ranges.drive,
             [this](double value) { return write_drive(value * units::v).in(units::v); }),
      frequency_(*this, ranges.frequency, [this](double value) {
        return write_frequency(value * units::mhz).in(units::mhz);
      }) {}

Applied<core::Voltage> PhaseModulator::set_drive(core::Voltage drive, const std::stop_token& stop) {
  return set_in(units::v, drive_, drive, stop);
}

Applied<core::Frequency> PhaseModulator::set_frequency(core::Frequency frequency,
                                                       const std::stop_token& stop) {
  return set_in(units::mhz, frequency_, frequency, stop);
}

}  // namespace fiberloom::hal
