#pragma once

#include <compare>
#include <type_traits>

namespace fiberloom::core {

/// Exponents of the base dimensions: metre, second, watt, kelvin, volt.
template <int LengthExponent, int TimeExponent, int PowerExponent = 0, int TemperatureExponent = 0,
          int VoltageExponent = 0>
struct Dimension {
  static constexpr int length = LengthExponent;
  static constexpr int time = TimeExponent;
  static constexpr int power = PowerExponent;
  static constexpr int temperature = TemperatureExponent;
  static constexpr int voltage = VoltageExponent;
};

template <class D>
class Quantity;

namespace detail {

template <class A, class B>
using ProductDimension = Dimension<A::length + B::length, A::time + B::time, A::power + B::power,
                                   A::temperature + B::temperature, A::voltage + B::voltage>;

template <class A, class B>
using RatioDimension = Dimension<A::length - B::length, A::time - B::time, A::power - B::power,
                                 A::temperature - B::temperature, A::voltage - B::voltage>;

using Dimensionless = Dimension<0, 0>;

// The one way past the unit: only the operators below use it.
struct SiAccess {
  template <class D>
  static constexpr double value(Quantity<D> quantity) noexcept {
    return quantity.si_;
  }
  // What is dimensionless is an ordinary number.
  template <class D>
  static constexpr auto make(double si) noexcept {
    if constexpr (std::is_same_v<D, Dimensionless>) {
      return si;
    } else {
      return Quantity<D>(si);
    }
  }
};

}  // namespace detail

/// A unit of one dimension, such as those in units.hpp: a number times a unit is a quantity.
template <class D>
struct Unit {
  double si_per_unit;

  friend constexpr Quantity<D> operator*(double number, Unit unit) noexcept {
    return detail::SiAccess::make<D>(number * unit.si_per_unit);
  }
};

/// A physical quantity that can be entered or read only by naming a unit.
///
///     constexpr auto beta2 = -21.7 * units::ps2_per_km;
///     beta2.in(units::ps2_per_km);   // -21.7
/// Sums and comparisons want equal dimensions; products and quotients combine them, and one whose
/// dimensions cancel is a plain double. Default: zero.
/// Units:   held in coherent SI.
/// Threads: a value; every operation is constexpr.
template <class D>
class Quantity {
 public:
  constexpr Quantity() = default;

  [[nodiscard]] constexpr double in(Unit<D> unit) const noexcept { return si_ / unit.si_per_unit; }

  friend constexpr Quantity operator+(Quantity a, Quantity b) noexcept {
    return Quantity(a.si_ + b.si_);
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) noexcept {
    return Quantity(a.si_ - b.si_);
  }
  friend constexpr Quantity operator+(Quantity a) noexcept { return a; }
  friend constexpr Quantity operator-(Quantity a) noexcept { return Quantity(-a.si_); }
  friend constexpr Quantity operator*(double factor, Quantity a) noexcept {
    return Quantity(factor * a.si_);
  }
  friend constexpr Quantity operator*(Quantity a, double factor) noexcept { return factor * a; }
  friend constexpr Quantity operator/(Quantity a, double divisor) noexcept {
    return Quantity(a.si_ / divisor);
  }
  friend constexpr auto operator/(double dividend, Quantity a) noexcept {
    return detail::SiAccess::make<detail::RatioDimension<detail::Dimensionless, D>>(dividend /
                                                                                    a.si_);
  }

  constexpr Quantity& operator+=(Quantity other) noexcept { return *this = *this + other; }
  constexpr Quantity& operator-=(Quantity other) noexcept { return *this = *this - other; }
  constexpr Quantity& operator*=(double factor) noexcept { return *this = *this * factor; }
  constexpr Quantity& operator/=(double divisor) noexcept { return *this = *this / divisor; }

  constexpr auto operator<=>(const Quantity&) const = default;

  friend constexpr Quantity abs(Quantity a) noexcept { return a.si_ < 0.0 ? -a : a; }

 private:
  friend detail::SiAccess;
  explicit constexpr Quantity(double si) noexcept : si_(si) {}

  double si_ = 0.0;
};

template <class A, class B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) noexcept {
  return detail::SiAccess::make<detail::ProductDimension<A, B>>(detail::SiAccess::value(a) *
                                                                detail::SiAccess::value(b));
}

template <class A, class B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) noexcept {
  return detail::SiAccess::make<detail::RatioDimension<A, B>>(detail::SiAccess::value(a) /
                                                              detail::SiAccess::value(b));
}

using Length = Quantity<Dimension<1, 0>>;
using Time = Quantity<Dimension<0, 1>>;
using Power = Quantity<Dimension<0, 0, 1>>;
using Temperature = Quantity<Dimension<0, 0, 0, 1>>;
using Voltage = Quantity<Dimension<0, 0, 0, 0, 1>>;

using Wavelength = Length;
using Area = Quantity<Dimension<2, 0>>;
using Frequency = Quantity<Dimension<0, -1>>;
using SampleRate = Frequency;
using Velocity = Quantity<Dimension<1, -1>>;
using Energy = Quantity<Dimension<0, 1, 1>>;
using Current = Quantity<Dimension<0, 0, 1, 0, -1>>;

using Attenuation = Quantity<Dimension<-1, 0>>;               ///< of power, never of the field
using GroupVelocityDispersion = Quantity<Dimension<-1, 2>>;   ///< beta2
using GroupDelayDispersion = Quantity<Dimension<0, 2>>;       ///< beta2 L
using ThirdOrderDispersion = Quantity<Dimension<-1, 3>>;      ///< beta3
using DispersionParameter = Quantity<Dimension<-2, 1>>;       ///< D
using DispersionSlope = Quantity<Dimension<-3, 1>>;           ///< S
using AccumulatedDispersion = Quantity<Dimension<-1, 1>>;     ///< D L
using NonlinearCoefficient = Quantity<Dimension<-1, 0, -1>>;  ///< gamma
using NonlinearIndex = Quantity<Dimension<2, 0, -1>>;         ///< n2
using ScatteringGain = Quantity<Dimension<1, 0, -1>>;         ///< gB, gR

}  // namespace fiberloom::core
