#pragma once

#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/sim/bench/fault.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace fiberloom::sim {

/// The instruments of a simulated bench one by one, as they stand on a table before anybody controls them: each does what
/// it is told, and they know of each other through the light alone. There are no interlocks here, as there are none in
/// glass; they belong to who speaks to the instruments.
///
/// Whoever wants to judge what the instruments are told brings a guard, which outlives them.
///
/// The same bench as make_simulated_instrument_rig() draws for the same arguments. All instruments are in standby.
/// Time passes as follow() tells, and by whoever waits for something to settle.
/// Throws:  as make_simulated_instrument_rig().
/// Threads: an instrument from one thread at a time, several instruments at once; the rest from any.
class SimulatedTable {
 public:
  SimulatedTable(const hal::RigDocument& rig, const hal::LightPath& path,
                 const hal::Catalog& catalog, const SimulatedBenchOptions& options,
                 hal::CommandGuard* guard = nullptr);
  ~SimulatedTable();
  SimulatedTable(const SimulatedTable&) = delete;
  SimulatedTable& operator=(const SimulatedTable&) = delete;

  [[nodiscard]] const std::vector<std::unique_ptr<hal::Instrument>>& instruments() const noexcept;

  /// Light of one source on or off, as its own front panel does it.
  void switch_light(std::string_view source, bool is_on);
  [[nodiscard]] bool is_lit(std::string_view source) const;
  /// Every source off, the generator silent: what a safety relay does.
  void darken() noexcept;

  /// What a judge would measure: mean power that leaves an element of the line; whether the generator plays.
  [[nodiscard]] double power_behind_w(std::string_view element) const;
  [[nodiscard]] bool is_playing() const;

  /// From now on the bench's clock goes on by itself: `seconds`, which never falls, tells how far it is. Called under the
  /// bench's lock.
  void follow(std::function<double()> seconds);
  [[nodiscard]] FaultScript& faults() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fiberloom::sim
