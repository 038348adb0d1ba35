#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// The two languages of these lasers: the older one counts wavelengths in nanometres, SCPI in metres.
enum class SantecCommandSet { legacy, scpi };

/// Options of the address of a laser: "command_set", legacy or scpi.
struct SantecConfig {
  SantecCommandSet command_set = SantecCommandSet::scpi;
};

/// Tunable lasers of the TSL series. Light takes two: the diode is switched on, then the shutter opens.
[[nodiscard]] std::unique_ptr<hal::Laser> make_santec_laser(const hal::DriverRequest& request,
                                                            const SantecConfig& config,
                                                            std::unique_ptr<Transport> transport);

/// Both ends of every message are what the instrument is set to: "cr" as it comes, "lf" or "crlf".
[[nodiscard]] StreamTransportOptions santec_stream_options(std::string_view delimiter);

/// Begins in the older command set. Options: "delimiter" as in santec_stream_options().
[[nodiscard]] Dialect make_santec_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> santec_tsl_families();

}  // namespace fiberloom::drivers
