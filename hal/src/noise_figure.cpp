#include <algorithm>
#include <fiberloom/hal/noise_figure.hpp>

namespace fiberloom::hal {

double NoiseFigure::at(double gain_db) const noexcept {
  if (at_maximum_gain_db == 0.0) {
    return 0.0;
  }
  const double range_db = maximum_gain_db - minimum_gain_db;
  const double share =
      range_db > 0.0 ? std::clamp((maximum_gain_db - gain_db) / range_db, 0.0, 1.0) : 0.0;
  return at_maximum_gain_db + share * (at_minimum_gain_db - at_maximum_gain_db) +
         std::max(0.0, minimum_gain_db - gain_db);
}

}  // namespace fiberloom::hal
