#pragma once

#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/keysight_m819x/keysight_m819x.hpp>
#include <string_view>

namespace fiberloom::drivers {

/// The options that the driver's address and the dialect share.
[[nodiscard]] KeysightM819xConfig read_m819x_options(AddressOptions& options,
                                                     std::string_view usual_model);

}  // namespace fiberloom::drivers
