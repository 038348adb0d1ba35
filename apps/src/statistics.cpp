#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace fiberloom::app {

Interval wilson_interval(std::size_t correct, std::size_t total) {
  if (total == 0) {
    return {};
  }
  constexpr double z = 1.959963984540054;
  const auto count = static_cast<double>(total);
  const double share = static_cast<double>(correct) / count;
  const double scale = 1.0 / (1.0 + z * z / count);
  const double middle = scale * (share + z * z / (2.0 * count));
  const double reach =
      scale * z * std::sqrt(share * (1.0 - share) / count + z * z / (4.0 * count * count));
  return {.lower = std::max(0.0, middle - reach), .upper = std::min(1.0, middle + reach)};
}

double mean(std::span<const double> values) {
  return values.empty() ? 0.0
                        : std::accumulate(values.begin(), values.end(), 0.0) /
                              static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) {
    return 0.0;
  }
  const double middle = mean(values);
  double sum = 0.0;
  for (const double value : values) {
    sum += (value - middle) * (value - middle);
  }
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double median(std::span<const double> values) {
  if (values.empty()) {
    return 0.0;
  }
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
}

}  // namespace fiberloom::app
