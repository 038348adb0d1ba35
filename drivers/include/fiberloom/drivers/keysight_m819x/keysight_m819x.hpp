#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/keysight_m819x/m819x_model.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <memory>
#include <vector>

namespace fiberloom::drivers {

/// Which generator it is, and what stands behind it; options of its address by these names.
struct KeysightM819xConfig {
  M819xModel model{};
  double driver_gain = 10.0;  ///< of the amplifier between output and modulator, volts per volt
};

/// Keysight M8190A, M8194A, M8195A and M8196A over any message wire.
///
/// Throws:  core::InputError "input.sample_rate" for a rate that the model does not have.
/// Source:  guides of these four; pyarbtools.
[[nodiscard]] std::unique_ptr<hal::WaveformGenerator> make_keysight_m819x_generator(
    const hal::DriverRequest& request, const KeysightM819xConfig& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_keysight_m819x_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> keysight_m819x_families();

}  // namespace fiberloom::drivers
