#include <fiberloom/core/low_pass.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <limits>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

TEST(LowPass, HalvesThePowerAtItsCutoffOnBothSides) {
  // 20 samples: bin 8 lies at 0.4 cycles per sample, bin 12 at -0.4.
  for (const int order : {1, 2, 4, 7}) {
    SCOPED_TRACE(order);
    const std::vector<double> transfer =
        low_pass_transfer({.cutoff = 0.4, .order = order}, TimeGrid(20, 1.0));
    EXPECT_NEAR(transfer[8] * transfer[8], 0.5, 1e-14);
    EXPECT_NEAR(transfer[12] * transfer[12], 0.5, 1e-14);
    EXPECT_EQ(transfer[0], 1.0);
  }
}

TEST(LowPass, IsSuperGaussianInFrequencyOverCutoff) {
  // Half the cutoff, order 4: exp(-ln2/2 / 2^8). A quarter above it, order 1: exp(-ln2/2 * 1.25^2).
  const std::vector<double> steep =
      low_pass_transfer({.cutoff = 0.4, .order = 4}, TimeGrid(20, 1.0));
  EXPECT_NEAR(steep[4], std::exp(-0.5 * std::log(2.0) / 256.0), 1e-15);
  const std::vector<double> gaussian =
      low_pass_transfer({.cutoff = 0.4, .order = 1}, TimeGrid(20, 1.0));
  EXPECT_NEAR(gaussian[10], std::exp(-0.5 * std::log(2.0) * 1.5625), 1e-15);
}

TEST(LowPass, CutoffIsPerModelSampleOnAnOversampledGrid) {
  // 40 points, two per sample: bin 8 lies at 0.4 cycles per model sample all the same.
  const std::vector<double> transfer =
      low_pass_transfer({.cutoff = 0.4, .order = 4}, TimeGrid(40, 0.5));
  EXPECT_NEAR(transfer[8] * transfer[8], 0.5, 1e-14);
  EXPECT_NEAR(transfer[20], 0.0, 1e-14);  // 1.0 cycles: 2.5^8 = 1526
}

TEST(LowPass, RefusesCutoffsAndOrdersThatAreNoFilter) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const LowPass& filter :
       {LowPass{.cutoff = 0.0, .order = 4}, LowPass{.cutoff = -0.1, .order = 4},
        LowPass{.cutoff = nan, .order = 4}, LowPass{.cutoff = 0.4, .order = 0}}) {
    test::expect_error<InputError>("input.low_pass", {"cutoff", "order"}, [&] {
      static_cast<void>(low_pass_transfer(filter, TimeGrid(8, 1.0)));
    });
  }
}

}  // namespace
}  // namespace fiberloom::core
