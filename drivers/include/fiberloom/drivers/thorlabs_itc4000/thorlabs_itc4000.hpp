#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/temperature_controller.hpp>
#include <memory>
#include <vector>

namespace fiberloom::drivers {

/// Options of the address of a controller by these names.
struct ThorlabsTemperatureConfig {
  double pause_ms = 200;  ///< behind each change: it loses what comes sooner
};

/// The temperature half of laser diode controllers ITC4000 and CLD101x, and of TED4000. The current half is not touched: a
/// laser of hal has a wavelength, which a diode on a mount does not take.
///
/// Made safe it goes on regulating: what it holds was made to be held.
[[nodiscard]] std::unique_ptr<hal::TemperatureController> make_thorlabs_temperature_controller(
    const hal::DriverRequest& request, const ThorlabsTemperatureConfig& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_thorlabs_temperature_controller_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> thorlabs_itc4000_families();

}  // namespace fiberloom::drivers
