#include "decimate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fiberloom::report::detail {
namespace {

constexpr std::size_t kept_per_run = 5;

void keep_of_run(std::span<const double> values, std::size_t begin, std::size_t end,
                 std::vector<std::size_t>& kept) {
  std::size_t lowest = begin;
  std::size_t highest = begin;
  std::size_t gap = begin;
  for (std::size_t i = begin; i < end; ++i) {
    if (!std::isfinite(values[i])) {
      gap = i;
      continue;
    }
    if (!std::isfinite(values[lowest]) || values[i] < values[lowest]) lowest = i;
    if (!std::isfinite(values[highest]) || values[i] > values[highest]) highest = i;
  }
  const auto run_begin = kept.insert(kept.end(), {begin, lowest, highest, gap, end - 1});
  std::sort(run_begin, kept.end());
  kept.erase(std::unique(run_begin, kept.end()), kept.end());
}

}  // namespace

std::vector<std::size_t> kept_indices(std::span<const double> values, std::size_t max_points) {
  std::vector<std::size_t> kept;
  const std::size_t num_runs = std::max<std::size_t>(1, max_points / kept_per_run);
  if (values.size() <= max_points) {
    kept.resize(values.size());
    std::iota(kept.begin(), kept.end(), std::size_t{0});
    return kept;
  }
  for (std::size_t run = 0; run < num_runs; ++run) {
    const std::size_t begin = run * values.size() / num_runs;
    const std::size_t end = (run + 1) * values.size() / num_runs;
    if (begin < end) keep_of_run(values, begin, end, kept);
  }
  return kept;
}

}  // namespace fiberloom::report::detail
