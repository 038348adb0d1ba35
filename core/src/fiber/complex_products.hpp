#pragma once

#include <cmath>
#include <complex>

/// Plain complex arithmetic: the operators of std::complex check for infinities on every call.
namespace fiberloom::core {

[[gnu::always_inline]] inline std::complex<double> product(std::complex<double> a,
                                                           std::complex<double> b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// a times the conjugate of b.
[[gnu::always_inline]] inline std::complex<double> product_with_conjugate(
    std::complex<double> a, std::complex<double> b) noexcept {
  return {a.real() * b.real() + a.imag() * b.imag(), a.imag() * b.real() - a.real() * b.imag()};
}

[[gnu::always_inline]] inline double power(std::complex<double> field) noexcept {
  return field.real() * field.real() + field.imag() * field.imag();
}

inline std::complex<double> unit_phasor(double phase) noexcept {
  return {std::cos(phase), std::sin(phase)};
}

}  // namespace fiberloom::core
