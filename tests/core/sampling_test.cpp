#include <fiberloom/core/sampling.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace fiberloom::core {
namespace {

TEST(SeededPermutation, HoldsEveryIndexOnce) {
  for (const std::size_t count : {0U, 1U, 2U, 17U, 1000U}) {
    std::vector<std::size_t> order = seeded_permutation(count, 5, 3);
    std::vector<std::size_t> expected(count);
    std::iota(expected.begin(), expected.end(), std::size_t{0});
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, expected);
  }
}

TEST(SeededPermutation, IsTheSameForTheSameSeedAndStream) {
  EXPECT_EQ(seeded_permutation(100, 7, 2), seeded_permutation(100, 7, 2));
}

TEST(SeededPermutation, DependsOnEveryPartOfSeedAndStream) {
  constexpr std::uint64_t high_bit = std::uint64_t{1} << 40U;
  const std::vector<std::size_t> order = seeded_permutation(100, 7, 2);
  EXPECT_NE(order, seeded_permutation(100, 8, 2));
  EXPECT_NE(order, seeded_permutation(100, 7, 3));
  EXPECT_NE(order, seeded_permutation(100, 2, 7));
  EXPECT_NE(order, seeded_permutation(100, 7 + high_bit, 2));
  EXPECT_NE(order, seeded_permutation(100, 7, 2 + high_bit));
}

TEST(SeededPermutation, PutsEveryIndexEverywhereEquallyOften) {
  // 6000 permutations of 6: each of the 36 counts is 1000 with deviation 29; six deviations are allowed.
  std::vector<int> counts(36, 0);
  for (std::uint64_t stream = 0; stream < 6000; ++stream) {
    const std::vector<std::size_t> order = seeded_permutation(6, 1, stream);
    for (std::size_t j = 0; j < 6; ++j) {
      ++counts[6 * j + order[j]];
    }
  }
  for (const int count : counts) {
    EXPECT_NEAR(count, 1000, 174);
  }
}

TEST(Subset, TakesRowsAndLabelsInTheOrderAsked) {
  LabelledSeries records{.series = RealBatch<double>(3, 2), .labels = {10, 11, 12}};
  std::iota(records.series.values().begin(), records.series.values().end(), 0.0);
  const LabelledSeries picked = subset(records, std::vector<std::size_t>{2, 0, 2});
  EXPECT_EQ(picked.labels, (std::vector<std::int64_t>{12, 10, 12}));
  ASSERT_EQ(picked.series.batch(), 3U);
  EXPECT_EQ(picked.series.row(0)[0], 4.0);
  EXPECT_EQ(picked.series.row(1)[1], 1.0);
  EXPECT_EQ(picked.series.row(2)[1], 5.0);
}

}  // namespace
}  // namespace fiberloom::core
