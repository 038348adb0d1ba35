#include <fiberloom/core/field_batch.hpp>

#include <gtest/gtest.h>

#include <cstdint>

namespace fiberloom::core {
namespace {

TEST(Batch, BeginsWithZerosOnACacheLine) {
  for (const std::size_t samples : {1U, 3U, 17U}) {
    const FieldBatch<double> batch(2, samples);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(batch.values().data()) % 64U, 0U);
    for (const std::complex<double>& value : batch.values()) {
      EXPECT_EQ(value, std::complex<double>(0.0, 0.0));
    }
  }
}

TEST(Batch, RowsLieOneAfterTheOther) {
  RealBatch<double> batch(3, 2);
  batch.row(1)[0] = 5.0;
  batch.row(2)[1] = 7.0;
  EXPECT_EQ(std::vector<double>(batch.values().begin(), batch.values().end()),
            (std::vector<double>{0.0, 0.0, 5.0, 0.0, 0.0, 7.0}));
  EXPECT_EQ(batch.row(1).size(), 2U);
  EXPECT_EQ(batch.row(1).data() + 2, batch.row(2).data());
}

TEST(Batch, IsAValue) {
  RealBatch<double> first(2, 2);
  first.row(0)[1] = 1.5;
  RealBatch<double> second = first;
  EXPECT_EQ(first, second);
  second.row(0)[1] = 2.5;
  EXPECT_EQ(first.row(0)[1], 1.5);
  EXPECT_NE(first, second);
  EXPECT_NE(RealBatch<double>(1, 4), RealBatch<double>(4, 1));
}

TEST(Batch, IsEmptyWithoutRowsOrWithoutSamples) {
  EXPECT_TRUE(RealBatch<double>().empty());
  EXPECT_TRUE(RealBatch<double>(0, 5).empty());
  EXPECT_TRUE(RealBatch<double>(5, 0).empty());
  EXPECT_FALSE(RealBatch<double>(1, 1).empty());
}

}  // namespace
}  // namespace fiberloom::core
