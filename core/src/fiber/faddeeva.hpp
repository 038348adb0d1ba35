#pragma once

#include <complex>

namespace fiberloom::core {

/// exp(-z^2) erfc(-i z) in the upper half plane.
///
/// Source:  Weideman, SIAM J. Numer. Anal. 31, 1497 (1994), with 40 terms.
[[nodiscard]] std::complex<double> faddeeva(std::complex<double> z);

}  // namespace fiberloom::core
