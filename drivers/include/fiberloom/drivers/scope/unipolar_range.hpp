#pragma once

/// The range of an oscilloscope behind a photodiode. Light is never negative, but noise and a band limit undershoot: full
/// scale, and a twentieth of it below zero.
namespace fiberloom::drivers::unipolar {

inline constexpr double share_below_zero = 0.05;

/// Volts between the ends of the range.
[[nodiscard]] constexpr double range_of(double full_scale_v) noexcept {
  return (1.0 + share_below_zero) * full_scale_v;
}
/// Volts in the middle of the range.
[[nodiscard]] constexpr double middle_of(double full_scale_v) noexcept {
  return 0.5 * (1.0 - share_below_zero) * full_scale_v;
}
[[nodiscard]] constexpr double full_scale_of(double range_v) noexcept {
  return range_v / (1.0 + share_below_zero);
}

}  // namespace fiberloom::drivers::unipolar
