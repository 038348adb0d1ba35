#pragma once

#include <compare>
#include <fiberloom/core/quantity.hpp>

namespace fiberloom::core {

/// A ratio of two powers on the logarithmic scale: a gain when positive, a loss when negative.
///
/// Attenuation per length is no Decibel but an Attenuation with the unit units::db_per_km.
/// Threads: a value.
class Decibel {
 public:
  constexpr Decibel() = default;
  explicit constexpr Decibel(double decibels) noexcept : decibels_(decibels) {}

  /// Throws:  InputError "input.domain" unless the ratio is positive and finite.
  [[nodiscard]] static Decibel from_power_ratio(double ratio);

  [[nodiscard]] double to_power_ratio() const noexcept;
  [[nodiscard]] constexpr double value() const noexcept { return decibels_; }

  friend constexpr Decibel operator+(Decibel a, Decibel b) noexcept {
    return Decibel(a.decibels_ + b.decibels_);
  }
  friend constexpr Decibel operator-(Decibel a, Decibel b) noexcept {
    return Decibel(a.decibels_ - b.decibels_);
  }
  friend constexpr Decibel operator-(Decibel a) noexcept { return Decibel(-a.decibels_); }

  constexpr auto operator<=>(const Decibel&) const = default;

 private:
  double decibels_ = 0.0;
};

/// Power on the scale where 0 dBm is one milliwatt.
///
/// Throws:  from_dbm: InputError "input.domain" when the number is not finite; to_dbm: the same
///          unless the power is positive and finite, because no power has no place on this scale.
[[nodiscard]] Power from_dbm(double dbm);
[[nodiscard]] double to_dbm(Power power);

/// What is lost over a length of fibre: positive for a lossy one.
[[nodiscard]] Decibel loss_over(Attenuation attenuation, Length length) noexcept;

}  // namespace fiberloom::core
