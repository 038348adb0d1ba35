#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

Laser::Laser(std::string name, const BenchAccess& bench, const LaserRanges& ranges)
    : EmittingInstrument(std::move(name), bench),
      output_power_(
          *this, ranges.output_power,
          [this](double dbm) { return core::to_dbm(write_output_power(core::from_dbm(dbm))); }),
      wavelength_(*this, ranges.wavelength, [this](double value) {
        return write_wavelength(value * units::nm).in(units::nm);
      }) {}

Applied<core::Power> Laser::set_output_power(core::Power power, const std::stop_token& stop) {
  return set_dbm(output_power_, power, stop);
}

Applied<core::Wavelength> Laser::set_wavelength(core::Wavelength wavelength,
                                                const std::stop_token& stop) {
  return set_in(units::nm, wavelength_, wavelength, stop);
}

}  // namespace fiberloom::hal
