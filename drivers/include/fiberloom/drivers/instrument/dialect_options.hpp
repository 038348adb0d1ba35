#pragma once

#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/dialect.hpp>

namespace fiberloom::drivers {

/// The options that a dialect was given, as those of an address. What a wire would take may stand among them, so nobody asks
/// whether all were taken.
///
/// Throws:  core::InputError "input.address" for what are no options.
[[nodiscard]] AddressOptions dialect_options(const DialectRequest& request);

}  // namespace fiberloom::drivers
