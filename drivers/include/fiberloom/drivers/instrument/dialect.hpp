#pragma once

#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/wire/message_device.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace fiberloom::drivers {

/// The light of one source, switched by whoever is told to over a wire. It belongs to who serves the instrument: no role
/// of hal can be made to emit without a permit.
struct LightSwitch {
  std::function<bool()> is_on{};
  std::function<void(bool)> set{};
};

/// What an instrument that is served on a wire stands in front of.
struct DialectRequest {
  hal::Instrument& instrument;  ///< in standby; outlives the dialect
  LightSwitch light{};          ///< of a source
  std::string serial_number{};  ///< that it answers with
  std::string options{};        ///< channel and the like, as in the driver's address: "channel=2"
};

/// The instrument's side of one family's language, in front of a role of hal.
///
/// `device` is there where the language is one of messages: it can be served by any of the message wires. `serve` takes one
/// stream, raw TCP or a serial line, with what a family does beside messages: a login, frames, HTTP.
/// Threads: `turn` is held while the instrument works; several streams may be served at once.
struct Dialect {
  std::shared_ptr<MessageDevice> device{};
  std::shared_ptr<std::mutex> turn = std::make_shared<std::mutex>();
  StreamServer::Serve serve{};
};

/// The request's options, to be taken one by one as those of an address. There may be some for the driver alone.
[[nodiscard]] AddressOptions dialect_options(const DialectRequest& request);

/// A device of messages that end as SCPI's do on streams.
[[nodiscard]] Dialect message_dialect(std::shared_ptr<MessageDevice> device);

}  // namespace fiberloom::drivers
