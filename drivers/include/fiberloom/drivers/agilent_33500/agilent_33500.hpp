#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <memory>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// Options of its address by these names.
struct Agilent33500Config {
  double highest_rate_gsa_per_s = 0.25;    ///< 0.25 of a 33500, 1 of a 33600
  std::size_t memory_samples = 1'000'000;  ///< of a waveform
  double driver_gain = 10.0;  ///< of the amplifier between output and modulator, volts per volt
};

/// Two-channel function generators of the 33500 and 33600 series, over any message wire.
///
/// Throws:  core::InputError "input.sample_rate" for a rate that the model does not have.
/// Source:  33500 series operating and service guide; PyMeasure.
[[nodiscard]] std::unique_ptr<hal::WaveformGenerator> make_agilent_33500(
    const hal::DriverRequest& request, const Agilent33500Config& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_agilent_33500_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> agilent_33500_families();

}  // namespace fiberloom::drivers
