#include <fiberloom/core/guard_interval.hpp>

#include <gtest/gtest.h>

#include <limits>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

// Both by hand from the measured rule: 1.25 * 10 * 2.5 = 31.25, and 1.25 * 34 * 2.5 = 106.25, rounded up.
TEST(GuardInterval, IsOneAndAQuarterOfTheMemoryOnEachSide) {
  const GuardInterval weak = guard_interval(10.0, 2.5, 256);
  EXPECT_DOUBLE_EQ(weak.memory, 25.0);
  EXPECT_EQ(weak.guard, 32U);
  EXPECT_DOUBLE_EQ(weak.overhead, 0.2);
  const GuardInterval strong = guard_interval(34.0, 2.5, 256);
  EXPECT_EQ(strong.guard, 107U);
  EXPECT_NEAR(strong.overhead, 0.45, 0.006);
}

// ceil(1 + 2 * 25/256) = 2 periods hold the memory on both sides, and one more gives a whole one.
TEST(GuardInterval, RepetitionsHoldTheMemoryOnBothSidesOfAnInnerFrame) {
  EXPECT_EQ(guard_interval(10.0, 2.5, 256).repetitions, 3U);
  EXPECT_EQ(guard_interval(200.0, 2.5, 256).repetitions, 6U);
  EXPECT_EQ(guard_interval(0.0, 2.5, 256).repetitions, 2U);
  EXPECT_EQ(guard_interval(0.0, 2.5, 256).guard, 0U);
}

TEST(GuardInterval, RefusesWhatIsNoDispersionFrequencyOrFrame) {
  const double infinite = std::numeric_limits<double>::infinity();
  const auto refuses = [](double sum, double highest, std::size_t samples) {
    test::expect_error<InputError>("input.domain", {"guard interval"},
                                   [=] { (void)guard_interval(sum, highest, samples); });
  };
  refuses(-1.0, 2.5, 256);
  refuses(infinite, 2.5, 256);
  refuses(1.0, -2.5, 256);
  refuses(1.0, 2.5, 0);
}

}  // namespace
}  // namespace fiberloom::core
