#include "faddeeva.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace fiberloom::core {
namespace {

constexpr std::size_t num_terms = 40;

double scale() { return std::sqrt(static_cast<double>(num_terms) / std::numbers::sqrt2); }

// Cosine coefficients of exp(-t^2) (scale^2 + t^2) on t = scale tan(angle/2).
std::array<double, num_terms> coefficients() {
  constexpr int half = 2 * static_cast<int>(num_terms);
  std::array<double, num_terms> result{};
  for (int k = -half + 1; k < half; ++k) {
    const double angle = k * std::numbers::pi / half;
    const double t = scale() * std::tan(angle / 2.0);
    const double value = std::exp(-t * t) * (scale() * scale() + t * t);
    for (std::size_t n = 0; n < num_terms; ++n) {
      result[n] += value * std::cos(static_cast<double>(n + 1) * angle) / (2.0 * half);
    }
  }
  return result;
}

}  // namespace

std::complex<double> faddeeva(std::complex<double> z) {
  static const std::array<double, num_terms> terms = coefficients();
  const std::complex<double> rotated(-z.imag(), z.real());  // i z
  const std::complex<double> denominator = scale() - rotated;
  const std::complex<double> argument = (scale() + rotated) / denominator;
  std::complex<double> sum = 0.0;
  for (std::size_t n = num_terms; n-- > 0;) {
    sum = sum * argument + terms[n];
  }
  return 2.0 * sum / (denominator * denominator) + std::numbers::inv_sqrtpi / denominator;
}

}  // namespace fiberloom::core
