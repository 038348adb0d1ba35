#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/wire/address.hpp>
#include <fiberloom/drivers/wire/serial.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <functional>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// One family of instruments in one role: who speaks to it, and who answers in its place.
struct InstrumentFamily {
  hal::DriverEntry driver{};
  WireAddress usual_wire{};  ///< scheme and port; a virtual instrument is served like that
  std::function<Dialect(const DialectRequest&)> make_dialect{};
};

/// All families that this library has.
[[nodiscard]] std::vector<InstrumentFamily> instrument_families();

/// Every driver of them, for hal.
[[nodiscard]] hal::DriverRegistry driver_registry();

}  // namespace fiberloom::drivers
