#include <cmath>
#include <fiberloom/sim/drift/room_temperature.hpp>
#include <numbers>

namespace fiberloom::sim {
namespace {

constexpr double day_s = 86400.0;

}  // namespace

RoomTemperature::RoomTemperature(const RoomTemperatureParameters& parameters,
                                 const NoiseOrigin& origin)
    : parameters_(parameters), wander_(parameters.wander, origin) {}

double RoomTemperature::at(double time_s) const {
  const double phase = 2.0 * std::numbers::pi * (time_s - parameters_.warmest_at_s) / day_s;
  return parameters_.mean_k + parameters_.daily_swing_k * std::cos(phase) + wander_.at(time_s);
}

}  // namespace fiberloom::sim
