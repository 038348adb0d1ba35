#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace fiberloom::hal {

/// Indices of the values that are not zero, the largest magnitude first.
inline std::vector<std::size_t> hardest_first(std::span<const double> values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != 0.0) {
      order.push_back(i);
    }
  }
  std::ranges::stable_sort(order, [&values](std::size_t a, std::size_t b) {
    return std::abs(values[a]) > std::abs(values[b]);
  });
  return order;
}

}  // namespace fiberloom::hal
