#include "glass_twin.hpp"

#include <gtest/gtest.h>

#include <fiberloom/core/propagator.hpp>

#include "model_filters.hpp"
#include "rows.hpp"

namespace fiberloom::hal {
namespace {

using Complex = std::complex<double>;
using test::Row;

constexpr std::size_t points = 60;  // no power of two, and no multiple of the boundary of rows

// A lossy model with a filter, and one frame of light.
class TwinOfAModel : public ::testing::Test {
 protected:
  TwinOfAModel() {
    model_.frame = {.samples = points / 2, .oversampling = 2};
    model_.low_pass = core::LowPass{};
    model_.layers = test::random_layers(3, random_);
    light_ = core::FieldBatch<double>(2, points);
    for (Complex& value : light_.values()) {
      value = random_.complex_normal();
    }
  }

  [[nodiscard]] GlassTwin twin() const {
    const core::TimeGrid grid = model_.frame.grid();
    return {model_, grid, model_filters(model_, grid), light_};
  }
  [[nodiscard]] Row second_row(const core::FieldBatch<double>& batch) const {
    return {batch.row(1).begin(), batch.row(1).end()};
  }

  test::Random random_{321};
  core::Model model_{};
  core::FieldBatch<double> light_{};
};

TEST_F(TwinOfAModel, PropagatesAsTheModelDoes) {
  const Row wanted = test::propagated(second_row(light_), model_.layers, model_.low_pass, 2.0);
  EXPECT_LT(test::largest_difference(second_row(twin().at_detector()), wanted), 1e-12);
}

TEST_F(TwinOfAModel, ChangesAsTheModelsTangentsDo) {
  const core::Propagator<double> propagator(model_.frame.grid(), model_.layers, model_.low_pass);
  auto tape = propagator.make_tape();
  Row row = second_row(light_);
  propagator.forward(row, tape);
  GlassTwin twin = this->twin();
  for (std::size_t m = 0; m < 3; ++m) {
    core::LayerParameters direction = core::zero_layers(3);
    direction.beta2[m] = 1.0;
    Row tangent(points);
    propagator.jvp(tape, tangent, direction);
    EXPECT_LT(test::largest_difference(second_row(twin.change_of_operator(m, "beta2")), tangent),
              1e-11);
    direction = core::zero_layers(3);
    direction.gamma[m] = 1.0;
    tangent.assign(points, 0.0);
    propagator.jvp(tape, tangent, direction);
    EXPECT_LT(
        test::largest_difference(second_row(twin.change_of_operator(m + 1, "gamma")), tangent),
        1e-11);
  }
  core::FieldBatch<double> change(2, points);
  for (Complex& value : change.values()) {
    value = random_.complex_normal();
  }
  Row tangent = second_row(change);
  propagator.jvp(tape, tangent, core::zero_layers(3));
  EXPECT_LT(test::largest_difference(second_row(twin.change_of_light(0, change)), tangent), 1e-11);
}

TEST_F(TwinOfAModel, PullsBackWhatItsTangentsPushForward) {
  GlassTwin twin = this->twin();
  const Row cotangent = test::random_row(points, random_);
  Row pulled = cotangent;
  const auto inner = [](std::span<const Complex> a, std::span<const Complex> b) {
    double sum = 0.0;
    for (std::size_t j = 0; j < a.size(); ++j) {
      sum += (std::conj(a[j]) * b[j]).real();
    }
    return sum;
  };
  std::size_t visited = 0;
  twin.pull_back(1, pulled, [&](const GlassTwin::PulledBack& back) {
    core::FieldBatch<double> change(2, points);
    for (Complex& value : change.values()) {
      value = random_.complex_normal();
    }
    const double before = inner(back.cotangent, second_row(change));
    const double behind = inner(cotangent, second_row(twin.change_of_light(back.segment, change)));
    EXPECT_NEAR(before, behind, 1e-9 * (1.0 + std::abs(behind))) << back.segment;
    for (const char* name : {"alpha", "beta2", "gamma"}) {
      const double slope =
          inner(cotangent, second_row(twin.change_of_operator(back.segment, name)));
      EXPECT_NEAR(back.gradient.values(name)[0], slope, 1e-9 * (1.0 + std::abs(slope))) << name;
    }
    ++visited;
  });
  EXPECT_EQ(visited, 4U);
}

}  // namespace
}  // namespace fiberloom::hal
