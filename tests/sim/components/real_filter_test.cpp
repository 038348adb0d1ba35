#include <gtest/gtest.h>

#include <fiberloom/sim/components/real_filter.hpp>

#include "expect_error.hpp"
#include "random.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

std::vector<double> random_reals(std::size_t size, test::Random& random) {
  std::vector<double> row(size);
  std::ranges::generate(row, [&] { return random.normal(); });
  return row;
}

const std::vector<std::size_t> sizes{1, 2, 4, 6, 7, 16, 30, 127, 250};

TEST(RealTransform, IsTheFourierSumOfRealRows) {
  test::Random random(11);
  Workspace workspace;
  for (const std::size_t size : sizes) {
    const std::vector<double> row = random_reals(size, random);
    const test::Row expected = test::fourier_sum(test::Row(row.begin(), row.end()), -1.0);
    const RealTransform transform(size);
    const std::span<Complex> found = workspace.row(0, transform.scratch_size());
    transform.forward(row, found);
    for (std::size_t k = 0; k < transform.num_frequencies(); ++k) {
      EXPECT_NEAR(std::abs(found[k] - expected[k]), 0.0, 1e-12) << size << ", bin " << k;
    }
  }
}

TEST(RealTransform, ComesBack) {
  test::Random random(12);
  Workspace workspace;
  for (const std::size_t size : sizes) {
    const std::vector<double> row = random_reals(size, random);
    const RealTransform transform(size);
    const std::span<Complex> spectrum = workspace.row(0, transform.scratch_size());
    transform.forward(row, spectrum);
    std::vector<double> back(size);
    transform.inverse(spectrum, back);
    EXPECT_LT(test::largest_difference(row, back), 1e-14) << size;
  }
}

TEST(RealFilter, MultipliesEveryFrequency) {
  test::Random random(13);
  Workspace workspace;
  for (const std::size_t size : sizes) {
    std::vector<Complex> transfer(size / 2 + 1);
    std::ranges::generate(transfer, [&] { return random.complex_normal(); });
    transfer.front() = transfer.front().real();
    if (size % 2 == 0) {
      transfer.back() = transfer.back().real();
    }
    std::vector<double> row = random_reals(size, random);
    test::Row spectrum = test::fourier_sum(test::Row(row.begin(), row.end()), -1.0);
    for (std::size_t k = 0; k < size; ++k) {
      spectrum[k] *=
          (2 * k <= size ? transfer[k] : std::conj(transfer[size - k])) / static_cast<double>(size);
    }
    const test::Row expected = test::fourier_sum(spectrum, 1.0);
    RealFilter(size, transfer).apply(row, workspace);
    for (std::size_t j = 0; j < size; ++j) {
      EXPECT_NEAR(std::abs(row[j] - expected[j]), 0.0, 1e-12) << size;
    }
  }
}

TEST(RealFilter, LeavesARowAloneWhenItsTransferIsOne) {
  test::Random random(14);
  Workspace workspace;
  const RealFilter filter(30, std::vector<Complex>(16, 1.0));
  EXPECT_TRUE(filter.is_identity());
  std::vector<double> row = random_reals(30, random);
  const std::vector<double> before = row;
  filter.apply(row, workspace);
  EXPECT_EQ(row, before);
}

TEST(RealFilter, OfOneRealNumberIsThatFactorToTheBit) {
  test::Random random(14);
  Workspace workspace;
  const std::vector<double> row = random_reals(30, random);
  std::vector<double> filtered = row;
  const RealFilter filter(30, std::vector<Complex>(16, -2.5));
  filter.apply(filtered, workspace);
  EXPECT_FALSE(filter.is_identity());
  for (std::size_t j = 0; j < row.size(); ++j) {
    EXPECT_EQ(filtered[j], -2.5 * row[j]);
  }
}

TEST(RealFilter, RefusesATransferOfAnotherLength) {
  test::expect_error<core::InputError>("input.shape", {"real filter", "size/2"},
                                       [] { RealFilter(30, std::vector<Complex>(30)); });
}

}  // namespace
}  // namespace fiberloom::sim
