#pragma once

#include <chrono>
#include <cstdint>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/sim/bench/simulated_table.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::app {

struct VirtualBenchOptions {
  std::string address = "127.0.0.1";
  std::uint16_t first_port = 0;  ///< the servers count up from it; 0: any free ports
  double clock_rate = 1.0;       ///< seconds of the bench in one second on the wall
  std::chrono::nanoseconds watchdog_timeout{0};  ///< 0: light stays on without signs of life
  bool has_portmapper = false;  ///< at port 111, for clients that find VXI-11 by it
};

/// One instrument as it is served.
struct ServedInstrument {
  std::string name{};
  std::string driver{};
  std::string address{};
};

/// Every instrument of a rig behind a server of its own, in the language of the driver that the document names, all in front
/// of one simulated bench: light that is set on one is seen on another.
///
/// An instrument is served on the kind of wire that its address has, and on its family's usual one when it has none:
/// servers on loopback unless told otherwise, pseudo-terminals for serial lines. Beside them a control channel, SCPI over
/// TCP, for tests and for the curious:
///
///     LIGHt? ["NAME"]                     whether any source, or that one, lets light out
///     FAULt:WIRE "NAME",KIND[,DELAY_S[,ANSWERS_BEFORE]]     kinds as in drivers/wire/wire_fault.hpp; CLEAR
///     FAULt:OPTics KIND[,"PLACE"[,VALUE]]                   kinds as in sim/bench/fault.hpp; CLEAR
///     REFuse "NAME" / ACCept "NAME"       the server of that instrument
///     TIME?                               seconds of the bench's clock
/// Throws:  as sim::SimulatedTable; InputError "input.unknown_driver", "input.address" for two VXI-11 instruments behind one
///          portmapper; InstrumentError "transport.unreachable" for a port that is taken, or that one may not open.
/// Threads: safe. When it goes, the light does.
class VirtualBench {
 public:
  VirtualBench(const hal::RigDocument& rig, const hal::LightPath& path, const hal::Catalog& catalog,
               const sim::SimulatedBenchOptions& bench, const VirtualBenchOptions& options = {});
  ~VirtualBench();
  VirtualBench(const VirtualBench&) = delete;
  VirtualBench& operator=(const VirtualBench&) = delete;

  /// The rig with the addresses of these servers: what a client connects to.
  [[nodiscard]] const hal::RigDocument& rig() const noexcept;
  [[nodiscard]] std::vector<ServedInstrument> served() const;
  [[nodiscard]] std::string control_address() const;

  /// Whether any source lets light out.
  [[nodiscard]] bool is_lit() const;
  /// How often the watchdog has taken the light away.
  [[nodiscard]] int num_trips() const;
  [[nodiscard]] drivers::FaultPlan& wire_faults(std::string_view instrument);
  [[nodiscard]] sim::SimulatedTable& table() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fiberloom::app
