#include <fiberloom/core/lbfgs.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/constraints.hpp>
#include <fiberloom/core/error.hpp>
#include <limits>
#include <vector>

#include "expect_error.hpp"
#include "random.hpp"

namespace fiberloom::core {
namespace {

using test::Random;

// (1 - x)^2 + 100 (y - x^2)^2: minimum 0 at (1, 1), at the end of a bent valley.
double rosenbrock(std::span<const double> p, std::span<double> gradient) {
  const double bend = p[1] - p[0] * p[0];
  gradient[0] = -2.0 * (1.0 - p[0]) - 400.0 * p[0] * bend;
  gradient[1] = 200.0 * bend;
  return (1.0 - p[0]) * (1.0 - p[0]) + 100.0 * bend * bend;
}

// Sum of w_j (x_j - c_j)^2 / 2.
Objective bowl(const std::vector<double>& centre, const std::vector<double>& weights) {
  return {.evaluate = [=](std::span<const double> p, std::span<double> gradient) {
    double sum = 0.0;
    for (std::size_t j = 0; j < p.size(); ++j) {
      gradient[j] = weights[j] * (p[j] - centre[j]);
      sum += 0.5 * gradient[j] * (p[j] - centre[j]);
    }
    return sum;
  }};
}

std::function<void(std::span<double>)> projection(const GroupConstraint& constraint) {
  return [=](std::span<double> point) { project(point, constraint); };
}

// Steps until nothing gets lower; the value must never rise, and no point may be forbidden.
std::int64_t minimise(std::vector<double>& point, const Objective& objective, int most = 200) {
  Lbfgs lbfgs;
  double before = std::numeric_limits<double>::infinity();
  for (int i = 0; i < most && !lbfgs.state().has_converged; ++i) {
    lbfgs.step(point, objective);
    EXPECT_TRUE(!lbfgs.state().has_begun || lbfgs.state().value <= before);
    before = lbfgs.state().has_begun ? lbfgs.state().value : before;
    if (objective.project) {
      std::vector<double> allowed = point;
      objective.project(allowed);
      for (std::size_t j = 0; j < point.size(); ++j) {
        EXPECT_NEAR(allowed[j], point[j], 1e-12);
      }
    }
  }
  EXPECT_TRUE(lbfgs.state().has_converged);
  return lbfgs.state().evaluations;
}

TEST(Lbfgs, FindsTheMinimumOfRosenbrocksValley) {
  std::vector<double> point{-1.2, 1.0};
  const std::int64_t evaluations = minimise(point, {.evaluate = rosenbrock});
  EXPECT_NEAR(point[0], 1.0, 1e-7);
  EXPECT_NEAR(point[1], 1.0, 1e-7);
  EXPECT_LT(evaluations, 100);
}

TEST(Lbfgs, FindsTheCentreOfALopsidedBowl) {
  Random random(901);
  std::vector<double> centre(30);
  std::vector<double> weights(30);
  for (std::size_t j = 0; j < 30; ++j) {
    centre[j] = random.normal();
    weights[j] = std::pow(10.0, random.uniform(-2.0, 2.0));
  }
  std::vector<double> point(30, 0.0);
  minimise(point, bowl(centre, weights), 500);
  for (std::size_t j = 0; j < 30; ++j) {
    EXPECT_NEAR(point[j], centre[j], 1e-5) << j;
  }
}

TEST(Lbfgs, StopsAtTheWallOfABox) {
  // With x held to at most 1/2, the lowest point of the valley has y = x^2.
  std::vector<double> point{-1.2, 1.0};
  minimise(point, {.evaluate = rosenbrock,
                   .project = projection({.minimum = {-2.0, -2.0}, .maximum = {0.5, 2.0}})});
  EXPECT_NEAR(point[0], 0.5, 1e-9);
  EXPECT_NEAR(point[1], 0.25, 1e-7);
}

TEST(Lbfgs, MeetsTheConditionsOfAMinimumUnderASumOfMagnitudes) {
  Random random(902);
  for (int trial = 0; trial < 20; ++trial) {
    const std::size_t n = 6;
    std::vector<double> centre(n);
    std::vector<double> weights(n);
    for (std::size_t j = 0; j < n; ++j) {
      centre[j] = 2.0 * random.normal();
      weights[j] = random.uniform(0.2, 5.0);
    }
    Objective objective = bowl(centre, weights);
    objective.project = projection({.sum_of_magnitudes = 1.5});
    std::vector<double> point(n, 0.0);
    minimise(point, objective, 400);
    // Karush, Kuhn, Tucker: one price for all magnitudes; what is zero would not pay for it.
    std::vector<double> gradient(n);
    objective.evaluate(point, gradient);
    double sum = 0.0;
    double price = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      sum += std::abs(point[j]);
      price = std::max(price, std::abs(gradient[j]));
    }
    EXPECT_NEAR(sum, 1.5, 1e-9);
    for (std::size_t j = 0; j < n; ++j) {
      if (std::abs(point[j]) > 1e-9) {
        EXPECT_NEAR(gradient[j], -std::copysign(price, point[j]), 1e-5) << trial << ' ' << j;
      }
    }
  }
}

TEST(Lbfgs, GoesOnFromAnySavedStateInTheSameBits) {
  for (const bool is_bounded : {false, true}) {
    Objective objective{.evaluate = rosenbrock};
    if (is_bounded) {
      objective.project = projection({.minimum = {-2.0, -2.0}, .maximum = {0.5, 2.0}});
    }
    Lbfgs whole;
    std::vector<double> point{-1.2, 1.0};
    std::vector<Lbfgs::State> states;
    std::vector<std::vector<double>> points;
    for (int i = 0; i < 15; ++i) {
      states.push_back(whole.state());
      points.push_back(point);
      whole.step(point, objective);
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
      Lbfgs other;
      other.restore(states[i]);
      for (std::size_t k = i; k < states.size(); ++k) {
        other.step(points[i], objective);
      }
      EXPECT_EQ(points[i], point) << i;
      EXPECT_EQ(other.state(), whole.state()) << i;
    }
  }
}

TEST(Lbfgs, StepsBackFromWhereTheFunctionIsNotFinite) {
  // x - ln x: infinite slope at the left, nothing beyond it; minimum 1 at x = 1.
  const Objective objective{.evaluate = [](std::span<const double> p, std::span<double> gradient) {
    gradient[0] = 1.0 - 1.0 / p[0];
    return p[0] > 0.0 ? p[0] - std::log(p[0]) : std::numeric_limits<double>::quiet_NaN();
  }};
  std::vector<double> point{30.0};
  minimise(point, objective);
  EXPECT_NEAR(point[0], 1.0, 1e-6);
}

TEST(Lbfgs, ForgetsAllButItsCount) {
  Lbfgs lbfgs;
  std::vector<double> point{-1.2, 1.0};
  lbfgs.step(point, {.evaluate = rosenbrock});
  const std::int64_t evaluations = lbfgs.state().evaluations;
  EXPECT_GE(evaluations, 2);
  lbfgs.forget();
  EXPECT_EQ(lbfgs.state(), (Lbfgs::State{.evaluations = evaluations}));
}

TEST(Lbfgs, RefusesAStartThatIsNotFiniteAndAForeignState) {
  Lbfgs lbfgs;
  std::vector<double> point{0.0, 0.0};
  const Objective broken{
      .evaluate = [](auto, auto) { return std::numeric_limits<double>::infinity(); }};
  test::expect_error<NumericalError>("numerical.diverged", {"start"},
                                     [&] { lbfgs.step(point, broken); });
  lbfgs.restore({.has_begun = true, .gradient = {1.0}});
  test::expect_error<InputError>("input.shape", {"L-BFGS"},
                                 [&] { lbfgs.step(point, {.evaluate = rosenbrock}); });
}

}  // namespace
}  // namespace fiberloom::core
