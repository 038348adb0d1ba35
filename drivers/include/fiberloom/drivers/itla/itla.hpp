#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <memory>
#include <vector>

namespace fiberloom::drivers {

/// Integrable tunable laser assemblies (ITLA, micro-ITLA) on their serial interface.
///
/// Their frequency can be changed in the dark only: a wavelength that is asked for while they emit is refused.
/// Source:  OIF-ITLA-MSA-01.2 and 01.3.
[[nodiscard]] std::unique_ptr<hal::Laser> make_itla_laser(const hal::DriverRequest& request,
                                                          OpenStream open);

/// A module of release 01.3; with the option "virtual_release=1.2" without FCF3. "virtual_enable_polls" is how often it says
/// that its light is still on its way (3).
[[nodiscard]] Dialect make_itla_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> itla_families();

}  // namespace fiberloom::drivers
