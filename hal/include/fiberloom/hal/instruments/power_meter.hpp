#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct PowerMeterRanges {
  SettingSpec wavelength{.key = "wavelength_nm", .minimum = 1250.0, .maximum = 1650.0};
};

/// Mean optical power at a port or behind a tap.
///
/// Throws, Threads: as Setting and Instrument.
class PowerMeter : public Instrument {
 public:
  PowerMeter(std::string name, const BenchAccess& bench, const PowerMeterRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "power_meter"; }

  /// Its calibration is for one wavelength at a time.
  Applied<core::Wavelength> set_wavelength(core::Wavelength wavelength,
                                           const std::stop_token& stop = {});
  [[nodiscard]] virtual core::Power power() = 0;
  [[nodiscard]] std::vector<Reading> readings() override;

 private:
  virtual core::Wavelength write_wavelength(core::Wavelength wavelength) = 0;

  Setting wavelength_;
};

}  // namespace fiberloom::hal
