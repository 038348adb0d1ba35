#pragma once

namespace fiberloom::sim {

/// What is left of the offset that an instrument has when it is switched on: amplitude exp(-t/time_constant). An
/// amplitude of 0 switches it off.
struct WarmUp {
  double amplitude = 0.0;  ///< in the unit of what drifts
  double time_constant_s = 1800.0;

  /// Before the switch-on at time 0 the offset is whole.
  [[nodiscard]] double at(double time_s) const;
};

}  // namespace fiberloom::sim
