#pragma once

namespace fiberloom::sim {

/// How a tunable part gets from one setting to the next. 0 s: at once.
struct Settling {
  double settling_time_s = 0.0;  ///< after this the setting is the new one, to the bit
  double glitch_depth =
      0.0;  ///< share of the light's power that is lost while the part rewrites itself
  double glitch_duration_s = 0.0;  ///< from the change on
};

/// A setting on its way from one value to the next: an exponential with seven time constants in the settling time,
/// stretched to end there.
struct SettlingValue {
  double from = 0.0;
  double to = 0.0;
  Settling settling{};

  [[nodiscard]] double at(double seconds_since_change) const;
};

/// Share of the light's power that passes while a part rewrites itself: 1 but for the glitch.
[[nodiscard]] double glitch_transmission(const Settling& settling, double seconds_since_change);

}  // namespace fiberloom::sim
