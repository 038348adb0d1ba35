#pragma once

#include <fiberloom/drivers/generic_scpi/scpi_description.hpp>
#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// A driver made of a description, for the role that it is of.
[[nodiscard]] std::unique_ptr<hal::Instrument> make_described_instrument(
    const hal::DriverRequest& request, ScpiDescription description,
    std::unique_ptr<Transport> transport);

/// The other side of the same description. It understands the commands as they stand there and the common ones; no other
/// spelling.
[[nodiscard]] Dialect make_described_dialect(const DialectRequest& request,
                                             ScpiDescription description);

/// One for each role that can be described.
[[nodiscard]] std::vector<InstrumentFamily> generic_scpi_families();

}  // namespace fiberloom::drivers
