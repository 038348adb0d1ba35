#pragma once

#include <complex>

namespace fiberloom::core {

// Plain complex products: the operators of std::complex check for infinities on every call.
template <class Real>
std::complex<Real> product(std::complex<Real> a, std::complex<Real> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

template <class Real>
std::complex<Real> product_with_conjugate(std::complex<Real> a, std::complex<Real> b) {
  return {a.real() * b.real() + a.imag() * b.imag(), a.imag() * b.real() - a.real() * b.imag()};
}

template <class Real>
Real power(std::complex<Real> field) {
  return field.real() * field.real() + field.imag() * field.imag();
}

}  // namespace fiberloom::core
