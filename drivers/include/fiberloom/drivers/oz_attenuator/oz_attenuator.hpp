#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <memory>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// Options of the address of an attenuator by these names.
struct OzAttenuatorConfig {
  std::string serial_number = "not told";  ///< as its label says: it does not
};

/// Motor-driven attenuators DD-100 on a serial line.
[[nodiscard]] std::unique_ptr<hal::VariableAttenuator> make_oz_attenuator(
    const hal::DriverRequest& request, const OzAttenuatorConfig& config, OpenStream open);

/// Option "virtual_needs_home=1": it begins as after power-up, knowing no position until it was sent home.
[[nodiscard]] Dialect make_oz_attenuator_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> oz_attenuator_families();

}  // namespace fiberloom::drivers
