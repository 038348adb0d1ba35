#pragma once

#include <array>
#include <cstddef>

#include "components/vectorised.hpp"

namespace fiberloom::sim {

/// Sums of terms(j) over j in 0..size-1, several at once and in an order of their own that no machine changes.
///
/// terms: an always_inline function of j that returns std::array<double, count>; the row may be changed on the way.
template <std::size_t count, class Terms>
[[nodiscard]] std::array<double, count> row_sums(std::size_t size, Terms terms) {
  constexpr std::size_t lanes = 16;
  std::array<double, count> total{};
  vectorised([=, &total]() SIM_INLINE {
    std::array<std::array<double, lanes>, count> sums{};
    const std::size_t whole = size - size % lanes;
    for (std::size_t j = 0; j < whole; j += lanes) {
      SIM_INDEPENDENT
      for (std::size_t i = 0; i < lanes; ++i) {
        const std::array<double, count> term = terms(j + i);
        for (std::size_t c = 0; c < count; ++c) {
          sums[c][i] += term[c];
        }
      }
    }
    for (std::size_t j = whole; j < size; ++j) {
      const std::array<double, count> term = terms(j);
      for (std::size_t c = 0; c < count; ++c) {
        sums[c][0] += term[c];
      }
    }
    for (std::size_t c = 0; c < count; ++c) {
      for (const double sum : sums[c]) {
        total[c] += sum;
      }
    }
  });
  return total;
}

}  // namespace fiberloom::sim
