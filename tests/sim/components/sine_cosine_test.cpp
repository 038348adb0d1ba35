#include <gtest/gtest.h>

#include <cmath>

#include "components/sine_cosine.hpp"
#include "random.hpp"

namespace fiberloom::sim {
namespace {

TEST(SineCosine, AgreesWithTheLibrary) {
  test::Random random(8);
  for (const double range : {1.0, 30.0, 1e4}) {
    for (int i = 0; i < 20000; ++i) {
      const double angle = random.uniform(-range, range);
      const SineCosine found = sine_cosine(angle);
      ASSERT_NEAR(found.sine, std::sin(angle), 4e-16) << angle;
      ASSERT_NEAR(found.cosine, std::cos(angle), 4e-16) << angle;
    }
  }
}

TEST(SineCosine, IsRightAtQuarterTurns) {
  for (int quarter = -9; quarter <= 9; ++quarter) {
    const double angle = quarter * std::acos(0.0);
    const SineCosine found = sine_cosine(angle);
    EXPECT_NEAR(found.sine, std::sin(angle), 1e-16) << quarter;
    EXPECT_NEAR(found.cosine, std::cos(angle), 1e-16) << quarter;
  }
}

}  // namespace
}  // namespace fiberloom::sim
