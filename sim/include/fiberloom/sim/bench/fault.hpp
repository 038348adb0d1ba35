#pragma once

#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::sim {

/// What can be made to go wrong on a simulated bench.
enum class FaultKind {
  fiber_break,   ///< no light leaves the connection in front of `place`
  dead_channel,  ///< the generator's quadrature channel stays at 0 V
  saturated_detector,  ///< `value` times its power reaches the photodiode beside the signal: it is driven out of range
  stuck_attenuator,        ///< `place` no longer moves, and does not say so
  amplifier_without_seed,  ///< `place` runs with nothing at its input
  lost_shot,               ///< the digitiser has no trigger
  late_trigger,            ///< it has it `value` seconds late
  not_a_number,            ///< a trace comes back with NaN in it
  thermal_runaway,         ///< the room warms by `value` kelvin a second
  slow_instrument          ///< `place` takes `value` seconds for every write
};

[[nodiscard]] std::string_view name_of(FaultKind kind) noexcept;

/// One fault, in the bench's simulated time.
struct Fault {
  FaultKind kind = FaultKind::fiber_break;
  std::string
      place{};  ///< an element of the light's way, or an instrument; empty where the kind needs none
  double from_s = 0.0;
  double until_s = std::numeric_limits<double>::infinity();
  double value = 0.0;
};

/// The faults of one bench, scripted beforehand or asked for while it runs.
///
/// Threads: safe.
class FaultScript {
 public:
  void add(Fault fault);
  void clear();

  /// The fault of that kind, at that place, that holds at that time; the last one added first.
  [[nodiscard]] std::optional<Fault> at(FaultKind kind, std::string_view place,
                                        double time_s) const;

 private:
  mutable std::mutex lock_;
  std::vector<Fault> faults_;
};

}  // namespace fiberloom::sim
