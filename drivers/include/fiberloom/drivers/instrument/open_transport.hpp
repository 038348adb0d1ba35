#pragma once

#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/wire/address.hpp>
#include <fiberloom/drivers/wire/serial.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <memory>

namespace fiberloom::drivers {

/// How one family of instruments speaks on the wires that it has; a rig's address may say otherwise.
struct WireDialect {
  StreamTransportOptions stream{};  ///< terminators on raw TCP and serial lines
  SerialSettings serial{};
  std::uint16_t tcp_port = 5025;
  /// None: the line is opened anew after a failure, for instruments that have no question with one answer alone.
  SerialTransport::MakeMarker serial_marker = scpi_sync_marker;
};

/// The bytes of raw TCP or of a serial line, for families whose messages have other borders than terminators.
///
/// Options and Throws: as open_transport().
[[nodiscard]] OpenStream open_stream(const WireAddress& address, const WireDialect& dialect,
                                     AddressOptions& options);

/// Opens nothing yet: the wire connects when it is first used.
///
/// Options of every address: on serial lines "baud_rate", "parity" (none, even, odd), "flow_control" (none, hardware,
/// software); "transcript", a file that all bytes of raw TCP and serial lines are written into when the wire is closed.
/// Throws:  core::InputError "input.address" for a wire that carries no messages (http), "input.address_option".
[[nodiscard]] std::unique_ptr<Transport> open_transport(const WireAddress& address,
                                                        const WireDialect& dialect,
                                                        AddressOptions& options);

}  // namespace fiberloom::drivers
