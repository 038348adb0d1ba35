#pragma once

#include <cstdint>

namespace fiberloom::sim {

/// When a shot happens. What drifts depends on the time, what is random from shot to shot on the number of the shot:
/// two reads of one moment agree, and a run that is repeated or resumed meets the same bench.
struct Moment {
  double time_s = 0.0;            ///< simulated, since the bench was switched on
  double temperature_k = 296.15;  ///< of the room, shared by everything in it
  std::int64_t shot = 0;          ///< number of the shot in the record
};

}  // namespace fiberloom::sim
