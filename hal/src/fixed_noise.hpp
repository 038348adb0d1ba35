#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <random>

namespace fiberloom::hal {

/// Standard normal deviates that are the same in every run and on every machine: a probe for noise, no source of it.
class FixedNoise {
 public:
  explicit FixedNoise(std::uint64_t stream) : engine_(stream) {}

  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }
  /// Circular, with unit mean square.
  std::complex<double> complex_normal() {
    const double real = normal();
    return std::sqrt(0.5) * std::complex<double>(real, normal());
  }

 private:
  // Above 0 and up to 1, whatever the standard library makes of distributions.
  double uniform() { return (static_cast<double>(engine_() >> 11U) + 1.0) * 0x1p-53; }

  std::mt19937_64 engine_;
};

}  // namespace fiberloom::hal
