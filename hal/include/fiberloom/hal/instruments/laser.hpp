#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

/// What a laser can be asked for; the driver or the simulation knows.
struct LaserRanges {
  SettingSpec output_power{.key = "output_power_dbm", .minimum = 0.0, .maximum = 16.0};
  SettingSpec wavelength{.key = "wavelength_nm", .minimum = 1528.0, .maximum = 1568.0};
};

/// A source of continuous light.
///
/// Throws, Threads: as Setting and Instrument.
class Laser : public EmittingInstrument {
 public:
  Laser(std::string name, const BenchAccess& bench, const LaserRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "laser"; }

  Applied<core::Power> set_output_power(core::Power power, const std::stop_token& stop = {});
  Applied<core::Wavelength> set_wavelength(core::Wavelength wavelength,
                                           const std::stop_token& stop = {});

 private:
  virtual core::Power write_output_power(core::Power power) = 0;
  virtual core::Wavelength write_wavelength(core::Wavelength wavelength) = 0;

  Setting output_power_;
  Setting wavelength_;
};

}  // namespace fiberloom::hal
