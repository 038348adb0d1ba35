#include <fiberloom/core/constraints.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <limits>
#include <vector>

#include "expect_error.hpp"
#include "random.hpp"

namespace fiberloom::core {
namespace {

using test::Random;

double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    sum += (a[j] - b[j]) * (a[j] - b[j]);
  }
  return sum;
}

double magnitudes(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += std::abs(value);
  }
  return sum;
}

std::vector<double> projected(std::vector<double> values, const GroupConstraint& constraint) {
  project(values, constraint);
  return values;
}

struct Case {
  std::vector<double> values;
  GroupConstraint constraint;
};

Case random_case(Random& random, std::size_t n) {
  Case result;
  double smallest = 0.0;
  for (std::size_t j = 0; j < n; ++j) {
    result.values.push_back(random.uniform(-3.0, 3.0));
    const double a = random.uniform(-2.0, 2.0);
    const double b = random.uniform(-2.0, 2.0);
    result.constraint.minimum.push_back(std::min(a, b));
    result.constraint.maximum.push_back(std::max(a, b));
    smallest += std::max({std::min(a, b), -std::max(a, b), 0.0});
  }
  result.constraint.sum_of_magnitudes = smallest + random.uniform(0.0, 2.0);
  return result;
}

TEST(Project, IsNoFartherThanAnyAllowedPointOfAFineGrid) {
  Random random(911);
  for (int trial = 0; trial < 50; ++trial) {
    const Case one = random_case(random, 2);
    const std::vector<double> found = projected(one.values, one.constraint);
    ASSERT_LE(magnitudes(found), *one.constraint.sum_of_magnitudes + 1e-12);
    double nearest = std::numeric_limits<double>::infinity();
    constexpr int steps = 200;
    for (int i = 0; i <= steps; ++i) {
      for (int k = 0; k <= steps; ++k) {
        const auto& [low, high, limit] = one.constraint;
        const std::vector<double> point{low[0] + (high[0] - low[0]) * i / steps,
                                        low[1] + (high[1] - low[1]) * k / steps};
        if (magnitudes(point) <= *limit) {
          nearest = std::min(nearest, squared_distance(point, one.values));
        }
      }
    }
    EXPECT_LE(squared_distance(found, one.values), nearest + 1e-12) << trial;
  }
}

// A point of a convex set is the nearest one to x just when no allowed point z has (x - p)(z - p) > 0.
TEST(Project, MeetsTheConditionOfTheNearestPointInManyDimensions) {
  Random random(912);
  for (int trial = 0; trial < 50; ++trial) {
    const Case one = random_case(random, 7);
    const std::vector<double> p = projected(one.values, one.constraint);
    const Case other = random_case(random, 7);
    for (int k = 0; k < 200; ++k) {
      std::vector<double> z(7);
      for (std::size_t j = 0; j < 7; ++j) {
        z[j] = random.uniform(one.constraint.minimum[j], one.constraint.maximum[j]);
      }
      if (magnitudes(z) > *one.constraint.sum_of_magnitudes) {
        continue;
      }
      double inner = 0.0;
      for (std::size_t j = 0; j < 7; ++j) {
        inner += (one.values[j] - p[j]) * (z[j] - p[j]);
      }
      EXPECT_LE(inner, 1e-10) << trial;
    }
    EXPECT_EQ(projected(p, {.minimum = one.constraint.minimum, .maximum = one.constraint.maximum}),
              p);
    EXPECT_LE(magnitudes(p), *one.constraint.sum_of_magnitudes + 1e-12);
  }
}

TEST(Project, OntoTheBallAloneTakesTheSameOffEveryMagnitude) {
  EXPECT_EQ(projected({3.0, -1.0}, {.sum_of_magnitudes = 2.0}), (std::vector<double>{2.0, 0.0}));
  EXPECT_EQ(projected({3.0, -2.0}, {.sum_of_magnitudes = 3.0}), (std::vector<double>{2.0, -1.0}));
  EXPECT_EQ(projected({3.0, -2.0}, {.sum_of_magnitudes = 0.0}), (std::vector<double>{0.0, 0.0}));
}

TEST(Project, LeavesAllowedPointsAsTheyAre) {
  const std::vector<double> inside{0.1, -0.7, 0.3};
  EXPECT_EQ(projected(inside, {}), inside);
  EXPECT_EQ(projected(inside, {.minimum = {-1.0}, .maximum = {1.0}, .sum_of_magnitudes = 1.2}),
            inside);
  EXPECT_EQ(projected({5.0, -5.0}, {.minimum = {-1.0, -2.0}, .maximum = {1.0}}),
            (std::vector<double>{1.0, -2.0}));
}

TEST(Project, RefusesWhatNothingMeets) {
  const auto refuse = [](const GroupConstraint& constraint) {
    test::expect_error<InputError>("input.constraints", {}, [&] {
      (void)projected({1.0, 2.0}, constraint);
    });
  };
  refuse({.minimum = {1.0}, .maximum = {0.5}});
  refuse({.minimum = {1.0, 1.0, 1.0}});
  refuse({.minimum = {1.0}, .sum_of_magnitudes = 1.9});
  refuse({.maximum = {-1.0}, .sum_of_magnitudes = 1.9});
  refuse({.sum_of_magnitudes = -1.0});
  refuse({.sum_of_magnitudes = std::numeric_limits<double>::quiet_NaN()});
  refuse({.maximum = {std::numeric_limits<double>::quiet_NaN()}});
}

TEST(Constraints, ActOnTheGroupsTheyName) {
  const Constraints constraints({{"b", {.maximum = {1.0}}}, {"c", {.sum_of_magnitudes = 1.0}}});
  const std::vector<ParameterGroup> groups{{"a", 2}, {"b", 1}, {"c", 2}};
  std::vector<double> parameters{9.0, 9.0, 9.0, 2.0, -2.0};
  constraints.project(parameters, groups);
  EXPECT_EQ(parameters, (std::vector<double>{9.0, 9.0, 1.0, 0.5, -0.5}));
}

TEST(Constraints, TightenToTheNarrowerOfTwoLimits) {
  Constraints constraints;
  constraints.tighten("b", {.minimum = {-1.0}, .sum_of_magnitudes = 3.0});
  constraints.tighten("b", {.minimum = {-2.0, -0.5}, .maximum = {1.0, 2.0}});
  constraints.tighten("b", {.maximum = {1.5}, .sum_of_magnitudes = 4.0});
  EXPECT_EQ(
      constraints.by_group().at("b"),
      (GroupConstraint{.minimum = {-1.0, -0.5}, .maximum = {1.0, 1.5}, .sum_of_magnitudes = 3.0}));
}

}  // namespace
}  // namespace fiberloom::core
