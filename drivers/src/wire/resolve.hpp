#pragma once

#include <boost/asio/ip/address.hpp>
#include <fiberloom/drivers/wire/until.hpp>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// The addresses of a host, by number or by name.
///
/// Throws:  InstrumentError "transport.unreachable" for an unknown name, "transport.timeout"; InterruptedError.
[[nodiscard]] std::vector<boost::asio::ip::address> resolve(const std::string& host,
                                                            const Until& until);

}  // namespace fiberloom::drivers
