#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/statistics.hpp>
#include <numbers>
#include <numeric>
#include <random>
#include <vector>

namespace fiberloom::core {
namespace {

constexpr double two_sided_95_percent = 1.959963984540054;  // quantile of the normal distribution

}  // namespace

double mean(std::span<const double> values) {
  if (values.empty()) {
    throw InputError("input.shape", "mean: needs at least one value");
  }
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  const double centre = mean(values);
  if (values.size() == 1) {
    return 0.0;
  }
  double sum = 0.0;
  for (const double value : values) {
    sum += (value - centre) * (value - centre);
  }
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double median(std::span<const double> values) {
  if (values.empty()) {
    throw InputError("input.shape", "median: needs at least one value");
  }
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
}

Interval bootstrap_interval_of_mean(std::span<const double> values, std::uint64_t seed,
                                    std::size_t resamples) {
  if (values.empty() || resamples == 0) {
    throw InputError("input.shape", "bootstrap: needs at least one value and one resample");
  }
  std::mt19937_64 engine(seed);
  std::vector<double> means(resamples);
  for (double& resampled : means) {
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum += values[engine() % values.size()];
    }
    resampled = sum / static_cast<double>(values.size());
  }
  std::sort(means.begin(), means.end());
  const auto at = [&means](double share) {
    return means[static_cast<std::size_t>(share * static_cast<double>(means.size() - 1))];
  };
  return {.lower = at(0.025), .upper = at(0.975)};
}

Interval wilson_interval(std::size_t successes, std::size_t trials) {
  if (trials == 0 || successes > trials) {
    throw InputError("input.shape",
                     "Wilson interval: needs at least one trial and no more successes");
  }
  const double n = static_cast<double>(trials);
  const double share = static_cast<double>(successes) / n;
  const double z2 = two_sided_95_percent * two_sided_95_percent;
  const double centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
  const double half = two_sided_95_percent / (1.0 + z2 / n) *
                      std::sqrt(share * (1.0 - share) / n + z2 / (4.0 * n * n));
  return {.lower = std::max(0.0, centre - half), .upper = std::min(1.0, centre + half)};
}

PairedShares paired_shares(std::size_t only_first, std::size_t only_second, std::size_t trials) {
  const std::size_t different = only_first + only_second;
  if (trials == 0 || different > trials) {
    throw InputError("input.shape",
                     "paired shares: needs at least one trial and no more disagreements");
  }
  const auto n = static_cast<double>(trials);
  const double gap = static_cast<double>(only_first) - static_cast<double>(only_second);
  const double half =
      two_sided_95_percent / n * std::sqrt(static_cast<double>(different) - gap * gap / n);
  // Twice the binomial tail at one half, each term from the logarithm of the one before it.
  const auto d = static_cast<double>(different);
  double logarithm = -d * std::numbers::ln2;
  double tail = 0.0;
  for (std::size_t k = 0; k <= std::min(only_first, only_second); ++k) {
    tail += std::exp(logarithm);
    logarithm += std::log((d - static_cast<double>(k)) / (static_cast<double>(k) + 1.0));
  }
  return {.difference = gap / n,
          .interval = {.lower = gap / n - half, .upper = gap / n + half},
          .p_value = std::min(1.0, 2.0 * tail)};
}

}  // namespace fiberloom::core
