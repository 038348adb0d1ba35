#pragma once

namespace fiberloom::hal {

/// The noise figure of an amplifier over its gain: straight in decibels between the two ends of its range, and a decibel
/// more for each that the gain is below it. Without a range it is the same everywhere.
struct NoiseFigure {
  double at_maximum_gain_db = 0.0;  ///< 0: no noise at all
  double at_minimum_gain_db = 0.0;
  double minimum_gain_db = 0.0;
  double maximum_gain_db = 0.0;

  [[nodiscard]] double at(double gain_db) const noexcept;
};

}  // namespace fiberloom::hal
