#include <fiberloom/core/equation.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

using Names = std::vector<std::string>;

LayerParameters with_beta3() {
  LayerParameters layers = zero_layers(2);
  layers.others["beta3"] = RealBatch<double>(2, 1);
  layers.others["beta3"].values()[0] = 0.1;
  return layers;
}

TEST(DefaultSequence, PutsSpectralOperatorsBeforePointwiseOnes) {
  EXPECT_EQ(default_sequence(zero_layers(1), false), (Names{"alpha", "beta2", "gamma"}));
  EXPECT_EQ(default_sequence(with_beta3(), true),
            (Names{"low_pass", "alpha", "beta2", "beta3", "gamma"}));
}

TEST(Sequence, MayLeaveOutWhatIsZeroEverywhere) {
  check_sequence(Names{"beta3"}, with_beta3(), false);
}

TEST(Sequence, RefusesWhatDoesNotFitTheLayers) {
  const LayerParameters layers = with_beta3();
  const auto refused = [&](const Names& sequence, bool has_low_pass,
                           const std::vector<std::string>& words) {
    test::expect_error<InputError>("input.sequence", words,
                                   [&] { check_sequence(sequence, layers, has_low_pass); });
  };
  refused({"alpha", "beta2", "gamma"}, false, {"beta3", "does not stand"});
  refused({"beta3", "beta3"}, false, {"beta3", "twice"});
  refused({"beta3", "flux"}, false, {"flux"});
  refused({"beta3", "beta4"}, false, {"beta4", "no numbers"});
  refused({"beta3"}, true, {"low_pass"});
  refused({"beta3", "low_pass"}, false, {"low_pass", "has none"});
}

TEST(Equation, NamesItsOperators) {
  EXPECT_EQ(operators_of(Equation::nlse).size(), 3U);
  EXPECT_EQ(operators_of(Equation::cgle)[2], "diffusion");
  EXPECT_EQ(operators_of(Equation::helmholtz).back(), "potential");
}

}  // namespace
}  // namespace fiberloom::core
