#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/power_meter.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <memory>
#include <vector>

namespace fiberloom::drivers {

/// Which channel of a Keysight 816x mainframe or N77xx box an instrument is; options of its address by these names.
struct Keysight816xConfig {
  int channel = 1;                 ///< or the slot of a mainframe
  double averaging_time_ms = 100;  ///< of a power meter
};

/// Power meters 8163x/8164x modules, N7744A/N7745A and their successors, over any message wire.
///
/// Source:  8163A/B, 8164A/B, 8166A/B programming guide; N77xx programming guide (same commands).
[[nodiscard]] std::unique_ptr<hal::PowerMeter> make_keysight_power_meter(
    const hal::DriverRequest& request, const Keysight816xConfig& config,
    std::unique_ptr<Transport> transport);

/// Attenuators N7761A to N7768A and 8157x modules: attenuation, and the shutter that dark is.
[[nodiscard]] std::unique_ptr<hal::VariableAttenuator> make_keysight_attenuator(
    const hal::DriverRequest& request, const Keysight816xConfig& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_keysight_power_meter_dialect(const DialectRequest& request);
[[nodiscard]] Dialect make_keysight_attenuator_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> keysight_816x_families();

}  // namespace fiberloom::drivers
