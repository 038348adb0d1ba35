#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <fiberloom/sim/white_noise.hpp>
#include <span>

#include "components/vectorised.hpp"

namespace fiberloom::sim {

/// use(j, deviate) for j in 0..count-1: deviates are drawn by the row, which is many times quicker than one by one.
///
/// use: an always_inline function that looks at nothing but element j of any row.
template <class Use>
void with_normals(WhiteNoise& noise, std::size_t count, Use use) {
  std::array<double, 256> chunk;
  for (std::size_t begin = 0; begin < count; begin += chunk.size()) {
    const std::size_t size = std::min(chunk.size(), count - begin);
    noise.fill(std::span<double>(chunk).first(size));
    vectorised([=, deviates = chunk.data()]() SIM_INLINE {
      SIM_INDEPENDENT
      for (std::size_t i = 0; i < size; ++i) {
        use(begin + i, deviates[i]);
      }
    });
  }
}

}  // namespace fiberloom::sim
