#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/split_step_estimate.hpp>
#include <vector>

#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

TEST(SplitStepEstimate, NothingToSplitTakesOneStep) {
  EXPECT_EQ(split_steps_for({.nonlinear_phase_rad = 5.0}, 1e-9), 1U);
  EXPECT_EQ(split_steps_for({.dispersive_phase_rad = 50.0}, 1e-9), 1U);
  EXPECT_EQ(split_steps_for({}, 1e-9), 1U);
}

TEST(SplitStepEstimate, StepsGrowWithTheRootOfWhatIsAskedFor) {
  const SplitStepSize size{.nonlinear_phase_rad = 0.2, .dispersive_phase_rad = 1.0};
  EXPECT_DOUBLE_EQ(split_step_error(size, 1), 1.7 * 0.2 * (0.2 + 0.5));
  EXPECT_DOUBLE_EQ(split_step_error(size, 10), 0.01 * split_step_error(size, 1));
  const std::size_t steps = split_steps_for(size, 1e-4);
  EXPECT_LE(split_step_error(size, steps), 1e-4);
  EXPECT_GT(split_step_error(size, steps - 1), 1e-4);
  EXPECT_EQ(steps, 49U);
}

TEST(SplitStepEstimate, KnowsWhereItDoesNotHold) {
  EXPECT_FALSE(is_reshaped({.nonlinear_phase_rad = 3.0, .dispersive_phase_rad = 1e-3}));
  EXPECT_FALSE(is_reshaped({.nonlinear_phase_rad = 0.2, .dispersive_phase_rad = 20.0}));
  EXPECT_TRUE(is_reshaped({.nonlinear_phase_rad = 1.0, .dispersive_phase_rad = 0.5}));
  test::expect_error<core::NumericalError>("numerical.step_size", {"tolerance"}, [] {
    return split_steps_for({.nonlinear_phase_rad = 1e9, .dispersive_phase_rad = 1e9}, 1e-4);
  });
}

TEST(SplitStepEstimate, MeansThePowerThatAPhotonMeets) {
  EXPECT_DOUBLE_EQ(power_weighted_power_w(std::vector<std::complex<double>>{2.0, 0.0, 0.0}), 4.0);
  EXPECT_DOUBLE_EQ(power_weighted_power_w(std::vector<std::complex<double>>{1.0, 2.0}), 17.0 / 5.0);
  EXPECT_EQ(power_weighted_power_w(std::vector<std::complex<double>>{0.0, 0.0}), 0.0);
}

}  // namespace
}  // namespace fiberloom::sim
