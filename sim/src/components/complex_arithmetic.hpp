#pragma once

#include <complex>

/// Plain complex arithmetic: the operators of std::complex check for infinities on every call.
namespace fiberloom::sim {

[[gnu::always_inline]] inline std::complex<double> product(std::complex<double> a,
                                                           std::complex<double> b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

[[gnu::always_inline]] inline std::complex<double> sum(std::complex<double> a,
                                                       std::complex<double> b) noexcept {
  return {a.real() + b.real(), a.imag() + b.imag()};
}

[[gnu::always_inline]] inline double power_of(std::complex<double> field) noexcept {
  return field.real() * field.real() + field.imag() * field.imag();
}

}  // namespace fiberloom::sim
