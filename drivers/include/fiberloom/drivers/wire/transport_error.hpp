#pragma once

#include <fiberloom/core/error.hpp>
#include <string_view>

namespace fiberloom::drivers {

// What goes wrong on a wire, in one spelling everywhere. `where` is the wire ("tcp 10.0.0.5:5025"), `what` says what was
// being done or what was found.

/// "transport.timeout"
[[nodiscard]] core::InstrumentError timeout_error(std::string_view where, std::string_view what);
/// "transport.closed": the other side hung up.
[[nodiscard]] core::InstrumentError closed_error(std::string_view where, std::string_view what);
/// "transport.refused": nobody listens there.
[[nodiscard]] core::InstrumentError refused_error(std::string_view where, std::string_view what);
/// "transport.unreachable": no such host, network or device file.
[[nodiscard]] core::InstrumentError unreachable_error(std::string_view where,
                                                      std::string_view what);
/// "transport.protocol": bytes that this protocol does not allow.
[[nodiscard]] core::InstrumentError protocol_error(std::string_view where, std::string_view what);
/// "transport.locked": somebody else holds the instrument.
[[nodiscard]] core::InstrumentError locked_error(std::string_view where, std::string_view what);
/// "transport.unsupported": the other side cannot do what was asked.
[[nodiscard]] core::InstrumentError unsupported_error(std::string_view where,
                                                      std::string_view what);
/// "run.interrupted"
[[nodiscard]] core::InterruptedError stopped_error(std::string_view where, std::string_view what);

}  // namespace fiberloom::drivers
