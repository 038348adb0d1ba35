#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/power_meter.hpp>
#include <memory>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// Options of the address of a meter by these names.
struct ThorlabsMeterConfig {
  int averages = 10;  ///< readings behind one power
};

/// What the head on a console is and can: its answer to SYST:SENS:IDN?.
struct ThorlabsSensor {
  std::string name{};
  std::string serial_number{};
  unsigned flags = 0;

  static constexpr unsigned measures_power = 1;
  static constexpr unsigned has_wavelength = 32;
};

/// Throws:  InstrumentError "instrument.answer", beginning with `instrument`.
[[nodiscard]] ThorlabsSensor parse_thorlabs_sensor(std::string_view instrument,
                                                   std::string_view answer);

/// Optical power meters PM100 with a photodiode or a thermal head.
[[nodiscard]] std::unique_ptr<hal::PowerMeter> make_thorlabs_power_meter(
    const hal::DriverRequest& request, const ThorlabsMeterConfig& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_thorlabs_power_meter_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> thorlabs_pm100_families();

}  // namespace fiberloom::drivers
