#pragma once

#include <fiberloom/sim/drift/ornstein_uhlenbeck.hpp>
#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {

struct RoomTemperatureParameters {
  double mean_k = 296.15;
  double daily_swing_k = 0.0;  ///< amplitude of the sine, half of what lies between day and night
  double warmest_at_s = 54000.0;  ///< of the day: three in the afternoon when time 0 is midnight
  OrnsteinUhlenbeckParameters wander{.deviation = 0.0, .correlation_time_s = 1200.0};
};

/// The one temperature that everything on a bench feels: what drifts with it drifts together.
///
/// Units:   kelvin.
/// Throws:  as OrnsteinUhlenbeck.
/// Threads: an immutable value.
class RoomTemperature {
 public:
  RoomTemperature() = default;
  RoomTemperature(const RoomTemperatureParameters& parameters, const NoiseOrigin& origin);

  [[nodiscard]] double at(double time_s) const;

 private:
  RoomTemperatureParameters parameters_{};
  OrnsteinUhlenbeck wander_{};
};

}  // namespace fiberloom::sim
