// What is free and what is not (conventions, physics section 4): each symmetry of the cascade, and each look-alike that
// is none. Tolerances: 1e-12 for six layers of phases of a few rad on fields of unit power.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/layer_parameters.hpp>
#include <numbers>

#include "rows.hpp"

namespace fiberloom {
namespace {

using core::LayerParameters;
using test::Complex;
using test::largest_difference;
using test::propagated;
using test::Random;
using test::Row;

constexpr double exact = 1e-12;
constexpr double clearly_different = 0.1;

class Symmetries : public testing::Test {
 protected:
  Random random{111};
  LayerParameters layers = test::random_layers(6, random);
  Row input = test::random_row(50, random);
  Row output = propagated(input, layers);
};

std::vector<double> negated(std::vector<double> values) {
  for (double& value : values) {
    value = -value;
  }
  return values;
}

TEST_F(Symmetries, ConjugationFlipsEveryBAndEveryGamma) {
  LayerParameters mirrored = layers;
  mirrored.beta2 = negated(layers.beta2);
  mirrored.gamma = negated(layers.gamma);
  EXPECT_LT(
      largest_difference(propagated(test::conjugated(input), mirrored), test::conjugated(output)),
      exact);
}

TEST_F(Symmetries, ConjugationWithoutTheGammasIsNone) {
  LayerParameters half = layers;
  half.beta2 = negated(layers.beta2);
  EXPECT_GT(largest_difference(propagated(test::conjugated(input), half), test::conjugated(output)),
            clearly_different);
}

TEST_F(Symmetries, ScalingTheFieldDividesGammaByItsSquare) {
  LayerParameters scaled = layers;
  for (double& gamma : scaled.gamma) {
    gamma /= 4.0;
  }
  EXPECT_LT(largest_difference(propagated(test::times_factor(input, 2.0), scaled),
                               test::times_factor(output, 2.0)),
            2.0 * exact);
}

TEST_F(Symmetries, LossGaugeMovesPowerBetweenLayersAtWill) {
  // Ten times the power in front of layer 3, taken off again behind it: gamma_3 divided by ten hides it.
  LayerParameters gauged = layers;
  gauged.alpha[2] -= std::log(10.0);
  gauged.gamma[2] /= 10.0;
  gauged.alpha[3] += std::log(10.0);
  EXPECT_LT(largest_difference(propagated(input, gauged), output), exact);
}

TEST_F(Symmetries, GlobalPhaseGoesThrough) {
  const Complex turn = std::polar(1.0, 0.7);
  EXPECT_LT(largest_difference(propagated(test::times_factor(input, turn), layers),
                               test::times_factor(output, turn)),
            exact);
}

TEST_F(Symmetries, CyclicDelayGoesThrough) {
  for (const std::size_t delay : {1U, 7U, 49U}) {
    EXPECT_LT(largest_difference(propagated(test::delayed(input, delay), layers),
                                 test::delayed(output, delay)),
              exact);
  }
}

TEST_F(Symmetries, TimeReversalGoesThrough) {
  EXPECT_LT(largest_difference(propagated(test::reversed(input), layers), test::reversed(output)),
            exact);
}

TEST_F(Symmetries, AdjacentLinearStepsAdd) {
  layers.gamma[2] = 0.0;
  LayerParameters merged = layers;
  merged.beta2[3] += layers.beta2[2];
  merged.alpha[3] += layers.alpha[2];
  for (std::vector<double>* values : {&merged.alpha, &merged.beta2, &merged.gamma}) {
    values->erase(values->begin() + 2);
  }
  EXPECT_LT(largest_difference(propagated(input, merged), propagated(input, layers)), exact);
}

TEST_F(Symmetries, AdjacentKerrStepsAdd) {
  layers.beta2[3] = 0.0;
  layers.alpha[3] = 0.0;
  LayerParameters merged = layers;
  merged.gamma[2] += layers.gamma[3];
  for (std::vector<double>* values : {&merged.alpha, &merged.beta2, &merged.gamma}) {
    values->erase(values->begin() + 3);
  }
  EXPECT_LT(largest_difference(propagated(input, merged), propagated(input, layers)), exact);
}

TEST_F(Symmetries, FirstLinearStepCanBeDoneInTheWaveform) {
  LayerParameters first = core::zero_layers(1);
  first.alpha[0] = layers.alpha[0];
  first.beta2[0] = layers.beta2[0];
  const Row prepared = propagated(input, first);
  layers.alpha[0] = layers.beta2[0] = 0.0;
  EXPECT_LT(largest_difference(propagated(prepared, layers), output), exact);
}

TEST_F(Symmetries, LastKerrStepIsInvisibleToIntensityButNotToTheField) {
  layers.gamma[5] += 1.0;
  const Row found = propagated(input, layers);
  EXPECT_LT(largest_difference(test::intensities(found), test::intensities(output)), exact);
  EXPECT_GT(largest_difference(found, output), clearly_different);
}

// Lossless layers of strong effect, so that what is no symmetry shows.
class NoSymmetries : public testing::Test {
 protected:
  Random random{113};
  LayerParameters layers = test::lossless({1.5, -0.8, 2.0, -1.2}, {0.6, 0.8, 0.7, 0.5});
  Row input = test::random_row(50, random);
  std::vector<double> output = test::intensities(propagated(input, layers));
};

TEST_F(NoSymmetries, LastKerrStepIsSeenBehindAReceiverFilter) {
  const core::LowPass filter{.cutoff = 0.25, .order = 4};
  LayerParameters changed = layers;
  changed.gamma[3] += 1.0;
  EXPECT_GT(largest_difference(test::intensities(propagated(input, changed, filter)),
                               test::intensities(propagated(input, layers, filter))),
            clearly_different);
}

TEST_F(NoSymmetries, OrderOfDispersionAcrossAGammaIsNotFree) {
  std::swap(layers.beta2[1], layers.beta2[2]);
  EXPECT_GT(largest_difference(test::intensities(propagated(input, layers)), output),
            clearly_different);
}

TEST_F(NoSymmetries, SignOfOneGammaIsNotFree) {
  layers.gamma[2] = -layers.gamma[2];
  EXPECT_GT(largest_difference(test::intensities(propagated(input, layers)), output),
            clearly_different);
}

TEST_F(NoSymmetries, TimeOfOneSampleIsNotFree) {
  // The same glass behind a generator a tenth faster: every b grows by 1.21.
  for (double& b : layers.beta2) {
    b *= 1.21;
  }
  EXPECT_GT(largest_difference(test::intensities(propagated(input, layers)), output),
            clearly_different);
}

// Light that stays clear of the edges of band and window: there the grid is the continuum.
TEST(GalileanSymmetry, FrequencyShiftIsADelayOfBTimesItPerLayer) {
  constexpr std::size_t n = 256;
  constexpr int bins = 8;
  const double shift = 2.0 * std::numbers::pi * bins / static_cast<double>(n);
  Row pulse(n);
  for (std::size_t j = 0; j < n; ++j) {
    const double t = static_cast<double>(j) - 128.0;
    pulse[j] = std::exp(Complex(-t * t / 200.0, 0.3 * std::sin(t / 9.0)));
  }
  const auto turned = [&](Row row) {
    for (std::size_t j = 0; j < n; ++j) {
      row[j] *= std::polar(1.0, shift * static_cast<double>(j));
    }
    return row;
  };
  // b * shift is a whole number of samples: -2 and +5. The sign: exp(i b dw w) moves f(t) to f(t + b dw).
  const LayerParameters layers = test::lossless({-2.0 / shift, 5.0 / shift}, {0.5, 0.8});
  const auto expected = test::delayed(test::intensities(propagated(pulse, layers)), n - 3);
  EXPECT_LT(largest_difference(test::intensities(propagated(turned(pulse), layers)), expected),
            1e-10);
  // On a grid that the light fills to the edge the wrapped band spoils it: exact in the continuum only.
  Random random(112);
  const Row full = test::random_row(n, random);
  const auto wrapped = test::delayed(test::intensities(propagated(full, layers)), n - 3);
  EXPECT_GT(largest_difference(test::intensities(propagated(turned(full), layers)), wrapped),
            clearly_different);
}

}  // namespace
}  // namespace fiberloom
