#include <algorithm>
#include <fiberloom/core/sampling.hpp>
#include <numeric>
#include <random>

namespace fiberloom::core {

std::vector<std::size_t> seeded_permutation(std::size_t count, std::uint64_t seed,
                                            std::uint64_t stream) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::seed_seq sequence{seed & 0xffffffffU, seed >> 32U, stream & 0xffffffffU, stream >> 32U};
  std::mt19937_64 engine(sequence);
  // Fisher-Yates with a plain remainder: the bias at these counts is below 1e-15, and unlike std::shuffle the order
  // is the same with every standard library.
  for (std::size_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[engine() % i]);
  }
  return order;
}

LabelledSeries subset(const LabelledSeries& records, std::span<const std::size_t> rows) {
  LabelledSeries result{.series = RealBatch<double>(rows.size(), records.series.samples()),
                        .labels = {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::span<const double> row = records.series.row(rows[i]);
    std::copy(row.begin(), row.end(), result.series.row(i).begin());
    result.labels.push_back(records.labels[rows[i]]);
  }
  return result;
}

}  // namespace fiberloom::core
