#include <cmath>
#include <fiberloom/sim/drift/settling_value.hpp>

namespace fiberloom::sim {
namespace {

constexpr double time_constants = 7.0;

}  // namespace

double SettlingValue::at(double seconds_since_change) const {
  if (seconds_since_change >= settling.settling_time_s) {
    return to;
  }
  if (seconds_since_change <= 0.0) {
    return from;
  }
  const double at_end = std::exp(-time_constants);
  const double share = seconds_since_change / settling.settling_time_s;
  const double left = (std::exp(-time_constants * share) - at_end) / (1.0 - at_end);
  return to + (from - to) * left;
}

double glitch_transmission(const Settling& settling, double seconds_since_change) {
  const bool is_rewriting =
      seconds_since_change >= 0.0 && seconds_since_change < settling.glitch_duration_s;
  return is_rewriting ? 1.0 - settling.glitch_depth : 1.0;
}

}  // namespace fiberloom::sim
