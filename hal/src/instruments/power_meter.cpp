#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/power_meter.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

PowerMeter::PowerMeter(std::string name, const BenchAccess& bench, const PowerMeterRanges& ranges)
    : Instrument(std::move(name), bench),
      wavelength_(*this, ranges.wavelength, [this](double value) {
        return write_wavelength(value * units::nm).in(units::nm);
      }) {}

Applied<core::Wavelength> PowerMeter::set_wavelength(core::Wavelength wavelength,
                                                     const std::stop_token& stop) {
  return set_in(units::nm, wavelength_, wavelength, stop);
}

std::vector<Reading> PowerMeter::readings() {
  return {{.key = "power_w", .value = power().in(units::w)}};
}

}  // namespace fiberloom::hal
