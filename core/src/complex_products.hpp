#pragma once

#include <cmath>
#include <complex>

/// Plain complex arithmetic: the operators of std::complex check for infinities on every call.
namespace fiberloom::core {

template <class Real>
[[gnu::always_inline]] inline std::complex<Real> product(std::complex<Real> a,
                                                         std::complex<Real> b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// a times the conjugate of b.
template <class Real>
[[gnu::always_inline]] inline std::complex<Real> product_with_conjugate(
    std::complex<Real> a, std::complex<Real> b) noexcept {
  return {a.real() * b.real() + a.imag() * b.imag(), a.imag() * b.real() - a.real() * b.imag()};
}

template <class Real>
[[gnu::always_inline]] inline Real power(std::complex<Real> field) noexcept {
  return field.real() * field.real() + field.imag() * field.imag();
}

template <class Real>
std::complex<Real> unit_phasor(Real phase) noexcept {
  return {std::cos(phase), std::sin(phase)};
}

}  // namespace fiberloom::core
