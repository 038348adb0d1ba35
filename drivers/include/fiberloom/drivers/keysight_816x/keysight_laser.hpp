#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <memory>
#include <string>

namespace fiberloom::drivers {

/// Options of the address of a laser by these names.
struct KeysightLaserConfig {
  int slot = 0;                   ///< 0 for the back-loadable modules and for N777xC boxes
  std::string password = "1234";  ///< of the lock that keeps a mainframe dark
};

/// Tunable lasers N7776C and its relatives, 8164x mainframes with 8160xx modules, over any message wire.
///
/// Source:  8163A/B, 8164A/B, 8166A/B programming guide; N777xC programming guide (same commands).
[[nodiscard]] std::unique_ptr<hal::Laser> make_keysight_laser(const hal::DriverRequest& request,
                                                              const KeysightLaserConfig& config,
                                                              std::unique_ptr<Transport> transport);

/// Option "virtual_is_locked=1": it begins locked, with the password 1234.
[[nodiscard]] Dialect make_keysight_laser_dialect(const DialectRequest& request);

}  // namespace fiberloom::drivers
