#include <fiberloom/core/adam.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

// Algorithm 1 of Kingma and Ba for one parameter, as printed there.
struct PublishedAdam {
  double m = 0.0;
  double v = 0.0;
  int t = 0;

  double step(double theta, double g, double rate) {
    ++t;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const double m_hat = m / (1.0 - std::pow(0.9, t));
    const double v_hat = v / (1.0 - std::pow(0.999, t));
    return theta - rate * m_hat / (std::sqrt(v_hat) + 1e-8);
  }
};

TEST(Adam, FirstStepIsTheRateAgainstTheSignOfTheGradient) {
  Adam adam({{.size = 2, .rate = 0.1}});
  std::vector<double> parameters{1.0, -2.0};
  adam.step(parameters, std::vector<double>{5.0, -1e-3}, 1.0);
  // Both corrected moments are the gradient itself: a step of rate g / (|g| + 1e-8).
  EXPECT_NEAR(parameters[0], 1.0 - 0.1, 1e-9);
  EXPECT_NEAR(parameters[1], -2.0 + 0.1 * 1e-3 / (1e-3 + 1e-8), 1e-12);
}

TEST(Adam, FollowsThePublishedFormula) {
  Adam adam({{.size = 1, .rate = 0.05}});
  PublishedAdam published;
  std::vector<double> parameter{0.4};
  double expected = 0.4;
  for (const double gradient : {0.3, -1.0, 2.5, 0.0, 0.1}) {
    adam.step(parameter, std::vector<double>{gradient}, 1.0);
    expected = published.step(expected, gradient, 0.05);
    EXPECT_NEAR(parameter[0], expected, 1e-15);
  }
}

TEST(Adam, WeightDecayEntersTheGradient) {
  Adam decaying({{.size = 1, .rate = 0.05, .weight_decay = 0.5}});
  PublishedAdam published;
  std::vector<double> parameter{2.0};
  double expected = 2.0;
  for (const double gradient : {0.3, -0.2, 0.7}) {
    decaying.step(parameter, std::vector<double>{gradient}, 1.0);
    expected = published.step(expected, gradient + 0.5 * expected, 0.05);
    EXPECT_NEAR(parameter[0], expected, 1e-15);
  }
}

TEST(Adam, GroupsHaveRatesOfTheirOwnAndAScheduleForAll) {
  Adam adam({{.size = 1, .rate = 0.1}, {.size = 2, .rate = 0.01}, {.size = 1}});
  std::vector<double> parameters(4, 0.0);
  adam.step(parameters, std::vector<double>{1.0, 1.0, -1.0, 1.0}, 0.5);
  EXPECT_NEAR(parameters[0], -0.05, 1e-9);
  EXPECT_NEAR(parameters[1], -0.005, 1e-9);
  EXPECT_NEAR(parameters[2], 0.005, 1e-9);
  EXPECT_EQ(parameters[3], 0.0);
}

TEST(Adam, AGroupThatStandsStillKeepsItsMomentsAndItsCount) {
  Adam adam({{.size = 1, .rate = 0.1}, {.size = 1, .rate = 0.1}});
  PublishedAdam late;
  std::vector<double> parameters{0.0, 0.0};
  const std::vector<double> only_second{0.0, 1.0};
  for (int i = 0; i < 3; ++i) {
    adam.step(parameters, std::vector<double>{9.0, 1.0}, 1.0, only_second);
  }
  EXPECT_EQ(parameters[0], 0.0);
  EXPECT_EQ(adam.state().first_moment[0], 0.0);
  EXPECT_EQ(adam.state().second_moment[0], 0.0);
  EXPECT_EQ(adam.state().group_steps, (std::vector<std::int64_t>{0, 3}));
  EXPECT_EQ(adam.state().step, 3);
  double expected = 0.0;
  for (const double gradient : {2.0, -1.0}) {  // it starts as if the run began here
    adam.step(parameters, std::vector<double>{gradient, 1.0}, 1.0);
    expected = late.step(expected, gradient, 0.1);
    EXPECT_NEAR(parameters[0], expected, 1e-15);
  }
}

TEST(Adam, GoesOnFromARestoredStateAsIfNothingHadHappened) {
  const std::vector<AdamGroup> groups{{.size = 2, .rate = 0.1}};
  Adam whole(groups);
  std::vector<double> expected{1.0, 2.0};
  whole.step(expected, std::vector<double>{0.1, 0.2}, 1.0);
  Adam resumed(groups);
  resumed.restore(whole.state());
  std::vector<double> found = expected;
  whole.step(expected, std::vector<double>{-0.3, 0.4}, 0.9);
  resumed.step(found, std::vector<double>{-0.3, 0.4}, 0.9);
  EXPECT_EQ(found, expected);
  EXPECT_EQ(resumed.state(), whole.state());
}

TEST(Adam, RefusesAStateOfAnotherSize) {
  Adam adam({{.size = 2, .rate = 0.1}});
  const Adam::State longer = Adam({{.size = 3, .rate = 0.1}}).state();
  const Adam::State more_groups = Adam({{.size = 1}, {.size = 1}}).state();
  test::expect_error<InputError>("input.shape", {"Adam"}, [&] { adam.restore(longer); });
  test::expect_error<InputError>("input.shape", {"Adam"}, [&] { adam.restore(more_groups); });
}

TEST(CosineSchedule, GoesFromOneToZeroOverHalfACosine) {
  EXPECT_EQ(cosine_schedule(0, 100), 1.0);
  EXPECT_NEAR(cosine_schedule(100, 100), 0.0, 1e-15);
  EXPECT_NEAR(cosine_schedule(50, 100), 0.5, 1e-15);
  EXPECT_NEAR(cosine_schedule(25, 100), 0.5 + std::sqrt(0.125), 1e-15);
  for (int step = 1; step <= 100; ++step) {
    EXPECT_LT(cosine_schedule(step, 100), cosine_schedule(step - 1, 100));
  }
}

}  // namespace
}  // namespace fiberloom::core
