#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace fiberloom::drivers {

/// Options of a device in front of `instrument`: *OPC? and *WAI wait for its settings to settle.
[[nodiscard]] ScpiDeviceOptions scpi_options_for(hal::Instrument& instrument, std::string identity);

/// The unit of a command, and how many of the setting's units one of it is: metres of nanometres, 1e9.
struct CommandUnit {
  std::string_view unit{};
  double per_unit = 1.0;
};

/// Sets what the command's first parameter says; MINimum and MAXimum are the setting's ends.
///
/// Throws:  ScpiFailure -222 outside the setting's range, and what ScpiCall throws.
void write_setting(hal::Setting& setting, const ScpiCall& call, const CommandUnit& unit);

/// Where a setting of a configured instrument stands.
[[nodiscard]] double applied(const hal::Setting& setting);

/// The role that a dialect was asked to stand in front of.
///
/// Throws:  std::bad_cast when the instrument has another: a mistake of the program.
template <class Role>
[[nodiscard]] Role& role_of(const DialectRequest& request) {
  return dynamic_cast<Role&>(request.instrument);
}

/// A dialect of SCPI whose commands `commands` adds and keeps.
template <class Commands>
[[nodiscard]] Dialect scpi_dialect(ScpiDeviceOptions options,
                                   const std::shared_ptr<Commands>& commands) {
  auto device = std::make_shared<ScpiDevice>(std::move(options));
  commands->add_commands(*device);
  // One lifetime for both: who holds the device holds its commands.
  struct Both {
    std::shared_ptr<Commands> commands;
    std::shared_ptr<ScpiDevice> device;
  };
  auto both = std::make_shared<Both>(Both{commands, std::move(device)});
  return message_dialect({both, both->device.get()});
}

}  // namespace fiberloom::drivers
