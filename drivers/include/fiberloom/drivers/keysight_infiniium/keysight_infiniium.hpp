#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/keysight_infiniium/waveform_preamble.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <memory>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// How an oscilloscope is wired; options of its address by these names.
struct KeysightInfiniiumConfig {
  int channel = 1;
  std::string trigger = "AUX";     ///< source of the edge trigger, in the oscilloscope's word
  double position_s = 0.0;         ///< of the record's first sample behind the trigger
  double trigger_timeout_s = 2.0;  ///< after which a trigger that did not come is missed
};

/// Keysight Infiniium oscilloscopes over any message wire: one segment for each frame.
///
/// Source:  programming guides of Infiniium 9000, 90000 and later series.
[[nodiscard]] std::unique_ptr<hal::Digitizer> make_keysight_infiniium_digitizer(
    const hal::DriverRequest& request, const KeysightInfiniiumConfig& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_keysight_infiniium_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> keysight_infiniium_families();

}  // namespace fiberloom::drivers
