#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <memory>
#include <vector>

namespace fiberloom::drivers {

/// Options of the address of an amplifier by these names.
struct AmonicsConfig {
  int channel = 1;       ///< of its drive and its monitors
  double pause_ms = 50;  ///< behind what it is told to do
};

/// Erbium-doped amplifiers of the AEDFA series, held at their output power (mode APC).
///
/// Its light takes two switches: the channel, then the master. The master is never switched on before the channel has
/// answered that it is on.
[[nodiscard]] std::unique_ptr<hal::OpticalAmplifier> make_amonics_amplifier(
    const hal::DriverRequest& request, const AmonicsConfig& config,
    std::unique_ptr<Transport> transport);

/// Both ends of every message are CR LF.
[[nodiscard]] StreamTransportOptions amonics_stream_options();

/// Options: "virtual_ignores_first_state=1", the quirk that the first command to a switch does nothing;
/// "virtual_is_locked=1", its interlock is open.
[[nodiscard]] Dialect make_amonics_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> amonics_edfa_families();

}  // namespace fiberloom::drivers
