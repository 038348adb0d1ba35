#include <fiberloom/core/layer_parameters.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <limits>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

LayerParameters two_layers() {
  return {.alpha = {0.2, -0.5}, .beta2 = {1.0, -2.0}, .gamma = {0.3, 0.7}, .potential = {}};
}

void expect_refused(const LayerParameters& layers, const std::string& word) {
  test::expect_error<InputError>("input.layers", {word}, [&] { layers.validate(); });
}

TEST(LayerParameters, ZeroLayersDoNothingAndAreValid) {
  const LayerParameters layers = zero_layers(3);
  layers.validate();
  EXPECT_EQ(layers.num_layers(), 3U);
  EXPECT_FALSE(layers.has_potential());
  for (const std::vector<double>* values : {&layers.alpha, &layers.beta2, &layers.gamma}) {
    EXPECT_EQ(*values, std::vector<double>(3, 0.0));
  }
}

TEST(LayerParameters, LengthsMustAgree) {
  LayerParameters layers = two_layers();
  layers.beta2.pop_back();
  expect_refused(layers, "one entry per layer");
  layers = two_layers();
  layers.gamma.push_back(0.0);
  expect_refused(layers, "one entry per layer");
  layers = two_layers();
  layers.potential = RealBatch<double>(3, 4);
  expect_refused(layers, "one row per layer");
}

TEST(LayerParameters, EveryNumberMustBeFinite) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
    for (std::vector<double> LayerParameters::*member :
         {&LayerParameters::alpha, &LayerParameters::beta2, &LayerParameters::gamma}) {
      LayerParameters layers = two_layers();
      (layers.*member)[1] = bad;
      expect_refused(layers, "NaN");
    }
    LayerParameters layers = two_layers();
    layers.potential = RealBatch<double>(2, 3);
    layers.validate();
    layers.potential.row(1)[2] = bad;
    expect_refused(layers, "NaN");
  }
}

TEST(CanonicalForm, MultipliesEachGammaByThePowerThatReachesIt) {
  // alpha 0.2 then -0.5: the sums are 0.2 and -0.3.
  const CanonicalLayers canonical = canonical_form(two_layers());
  EXPECT_EQ(canonical.dispersion, (std::vector<double>{1.0, -2.0}));
  ASSERT_EQ(canonical.nonlinear_phase.size(), 2U);
  EXPECT_DOUBLE_EQ(canonical.nonlinear_phase[0], 0.3 * std::exp(-0.2));
  EXPECT_DOUBLE_EQ(canonical.nonlinear_phase[1], 0.7 * std::exp(0.3));
  EXPECT_DOUBLE_EQ(canonical.field_factor, std::exp(0.15));
}

TEST(CanonicalForm, OfLosslessLayersIsTheLayersThemselves) {
  LayerParameters layers = two_layers();
  layers.alpha = {0.0, 0.0};
  const CanonicalLayers canonical = canonical_form(layers);
  EXPECT_EQ(canonical.nonlinear_phase, layers.gamma);
  EXPECT_EQ(canonical.field_factor, 1.0);
}

TEST(CanonicalForm, RefusesWhatTheLayersRefuse) {
  LayerParameters layers = two_layers();
  layers.alpha[0] = std::numeric_limits<double>::quiet_NaN();
  test::expect_error<InputError>("input.layers", {"NaN"}, [&] { canonical_form(layers); });
}

}  // namespace
}  // namespace fiberloom::core
