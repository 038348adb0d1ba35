#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>

#include "components/vectorised.hpp"

namespace fiberloom::sim {

// A row of complex numbers as pairs of doubles, which the standard allows ([complex.numbers]) and the vectoriser wants to
// see.
inline double* pairs(std::complex<double>* row) { return reinterpret_cast<double*>(row); }
inline const double* pairs(const std::complex<double>* row) {
  return reinterpret_cast<const double*>(row);
}

/// change(k, real, imaginary) for every number of a row, eight at a time with real and imaginary parts apart: compilers
/// do not find that order themselves.
///
/// change: an always_inline function that does not look at other numbers of the row.
template <class Change>
void change_row(std::span<std::complex<double>> row, Change change) {
  constexpr std::size_t lanes = 8;
  vectorised([=, values = pairs(row.data()), size = row.size()]() SIM_INLINE {
    const std::size_t whole = size - size % lanes;
    for (std::size_t k = 0; k < whole; k += lanes) {
      double* const block = values + 2 * k;
      std::array<double, lanes> real;
      std::array<double, lanes> imaginary;
      for (std::size_t i = 0; i < lanes; ++i) {
        real[i] = block[2 * i];
        imaginary[i] = block[2 * i + 1];
      }
      SIM_INDEPENDENT
      for (std::size_t i = 0; i < lanes; ++i) {
        change(k + i, real[i], imaginary[i]);
      }
      for (std::size_t i = 0; i < lanes; ++i) {
        block[2 * i] = real[i];
        block[2 * i + 1] = imaginary[i];
      }
    }
    for (std::size_t k = whole; k < size; ++k) {
      change(k, values[2 * k], values[2 * k + 1]);
    }
  });
}

}  // namespace fiberloom::sim
