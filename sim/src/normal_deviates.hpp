#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "components/vectorised.hpp"

namespace fiberloom::sim {

/// Word `index` of the sequence that a key starts: SplitMix64, whose state is a counter, so that any word can be had
/// without those before it.
[[nodiscard]] SIM_INLINE inline std::uint64_t random_word(std::uint64_t key, std::uint64_t index) {
  std::uint64_t word = key + (index + 1) * 0x9e3779b97f4a7c15U;
  word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
  word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
  return word ^ (word >> 31U);
}

/// Two independent standard normal deviates.
struct DeviatePair {
  float cosine = 0.0F;
  float sine = 0.0F;
};

/// ln u for u in (0, 1], to a few units of single precision.
[[nodiscard]] SIM_INLINE inline float logarithm(float u) {
  // u = 2^exponent m with m between sqrt(1/2) and sqrt(2).
  const auto bits = std::bit_cast<std::int32_t>(u);
  const std::int32_t exponent = (bits - 0x3f3504f3) >> 23;
  const float f = std::bit_cast<float>(bits - exponent * 0x800000) - 1.0F;
  // (ln(1 + f) - f + f^2/2)/f^3, interpolated at Chebyshev nodes to 2e-8 of the logarithm.
  float sum = -0.0790274377F;
  sum = sum * f + 0.126223198F;
  sum = sum * f - 0.129981838F;
  sum = sum * f + 0.142144959F;
  sum = sum * f - 0.166412815F;
  sum = sum * f + 0.200010451F;
  sum = sum * f - 0.250003064F;
  sum = sum * f + 0.333333307F;
  return static_cast<float>(exponent) * 0.693147181F + (f - f * f * (0.5F - f * sum));
}

/// Box and Muller: a radius from one half of a word, a direction from the other. Single precision is finer than any noise
/// needs; deviates reach 6.6 and are exact in distribution to 1e-7 of their value.
///
/// Source:  Ann. Math. Stat. 29, 610 (1958).
[[nodiscard]] SIM_INLINE inline DeviatePair deviates_of(std::int32_t radius_bits,
                                                        std::int32_t turn_bits) {
  constexpr float per_step = 1.0F / 2147483648.0F;  // 2^-31
  const auto bits = static_cast<std::int32_t>(static_cast<std::uint32_t>(radius_bits) >> 1U);
  const float radius = std::sqrt(-2.0F * logarithm((static_cast<float>(bits) + 0.5F) * per_step));
  // Half the angle, in half turns; sine and cosine interpolated at Chebyshev nodes to 7e-9, then doubled.
  const float h = 0.5F * per_step * static_cast<float>(turn_bits);
  const float y = h * h;
  float sine = 0.0776559123F;
  sine = sine * y - 0.598290411F;
  sine = sine * y + 2.55007739F;
  sine = sine * y - 5.16771008F;
  sine = (sine * y + 3.14159264F) * h;
  float cosine = -0.0243959321F;
  cosine = cosine * y + 0.234937069F;
  cosine = cosine * y - 1.33521195F;
  cosine = cosine * y + 4.05870915F;
  cosine = cosine * y - 4.93480214F;
  cosine = cosine * y + 1.0F;
  return {.cosine = radius * (1.0F - 2.0F * sine * sine), .sine = radius * 2.0F * sine * cosine};
}

}  // namespace fiberloom::sim
