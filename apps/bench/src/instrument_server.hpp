#pragma once

#include <cstdint>
#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/vxi11/port_mapper.hpp>
#include <fiberloom/drivers/wire/address.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <memory>
#include <optional>
#include <string>

namespace fiberloom::app {

/// One dialect on one wire.
class InstrumentServer {
 public:
  virtual ~InstrumentServer() = default;
  InstrumentServer(const InstrumentServer&) = delete;
  InstrumentServer& operator=(const InstrumentServer&) = delete;

  /// Where a client finds it.
  [[nodiscard]] virtual drivers::WireAddress address() const = 0;
  /// Nobody is there any more, as if it were switched off.
  virtual void refuse() = 0;
  virtual void accept_again() = 0;
  /// What a portmapper has to tell of it; nothing for most wires.
  [[nodiscard]] virtual std::optional<drivers::PortMapping> mapping() const { return std::nullopt; }

 protected:
  InstrumentServer() = default;
};

struct ServerPlace {
  std::string host{};
  std::uint16_t port = 0;  ///< 0: any free one
};

/// Serves on the kind of wire that `wire` names. The fault plan outlives the server.
///
/// Throws:  core::InputError "input.address" for a wire that the dialect does not go with.
[[nodiscard]] std::unique_ptr<InstrumentServer> serve_instrument(drivers::Dialect dialect,
                                                                 const drivers::WireAddress& wire,
                                                                 const ServerPlace& place,
                                                                 drivers::FaultPlan& faults);

}  // namespace fiberloom::app
