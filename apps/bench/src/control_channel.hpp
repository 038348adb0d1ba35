#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <fiberloom/sim/bench/simulated_table.hpp>
#include <functional>
#include <string>

#include "instrument_server.hpp"

namespace fiberloom::app {

/// What the control channel of a virtual bench reaches. All of it outlives the dialect.
struct ControlledBench {
  sim::SimulatedTable& table;
  /// Null for a name that there is none of.
  std::function<drivers::FaultPlan*(const std::string&)> faults_of{};
  std::function<InstrumentServer*(const std::string&)> server_of{};
};

/// The commands are told at VirtualBench.
[[nodiscard]] drivers::Dialect control_dialect(ControlledBench bench);

}  // namespace fiberloom::app
