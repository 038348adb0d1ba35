#pragma once

#include <algorithm>
#include <cmath>

namespace fiberloom::drivers {

/// The code of a converter with 2^bits levels, which lie in the middles of equal steps of -1..1; what is outside clips.
///
/// Many programs take 127 x for eight bits, which puts the levels half a step elsewhere and leaves one unused.
[[nodiscard]] inline int dac_code(double level, int bits) noexcept {
  const double half = std::ldexp(1.0, bits - 1);
  return static_cast<int>(std::clamp(std::floor(half * level), -half, half - 1.0));
}

/// Where that code's level lies.
[[nodiscard]] inline double dac_level(int code, int bits) noexcept {
  return (static_cast<double>(code) + 0.5) * std::ldexp(1.0, 1 - bits);
}

}  // namespace fiberloom::drivers
