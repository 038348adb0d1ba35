#include "study/cascade_remarks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fiberloom::app {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

core::Model model_of(std::vector<double> b, std::vector<double> gamma) {
  core::Model model;
  model.frame.samples = 16;
  model.layers = {.alpha = std::vector<double>(b.size(), 0.0),
                  .beta2 = std::move(b),
                  .gamma = std::move(gamma),
                  .potential = {}};
  return model;
}

TEST(CascadeRemarks, TheFirstLinearAndTheLastPhaseStepAreFree) {
  core::Model model = model_of({1.0, 2.0}, {0.5, 0.7});
  EXPECT_THAT(cascade_remarks(model), Contains(HasSubstr("in the waveform")));
  EXPECT_THAT(cascade_remarks(model), Contains(HasSubstr("(layer 2) is free")));
  model.readout.detect = core::Detection::field;  // sees phases
  EXPECT_THAT(cascade_remarks(model), Not(Contains(HasSubstr("(layer 2)"))));
  model.readout.detect = core::Detection::amplitude;
  model.low_pass = core::LowPass{};  // turns phases into powers
  EXPECT_THAT(cascade_remarks(model), Contains(HasSubstr("the receiver's filter stands between")));
}

TEST(CascadeRemarks, StepsWithNothingBetweenThemAreOne) {
  EXPECT_THAT(cascade_remarks(model_of({1.0, 2.0, 3.0}, {0.0, 0.0, 0.4})),
              Contains(HasSubstr("linear steps between layers 1, 2 and the next")));
  EXPECT_THAT(cascade_remarks(model_of({1.0, 0.0}, {0.2, 0.4})),
              Contains(HasSubstr("pointwise step of layer 2")));
  EXPECT_THAT(cascade_remarks(model_of({1.0, 2.0}, {0.2, 0.4})),
              Not(Contains(HasSubstr("add up"))));
}

TEST(CascadeRemarks, TheLossGaugeBelongsToFibreOperatorsInTheirOrder) {
  core::Model model = model_of({1.0}, {0.5});
  model.layers.alpha = {0.3};
  EXPECT_TRUE(has_canonical_form(model));
  EXPECT_THAT(cascade_remarks(model), Contains(HasSubstr("loss gauge")));
  model.operators = {"gamma", "alpha", "beta2"};  // the power at the Kerr step is another one
  EXPECT_FALSE(has_canonical_form(model));
  EXPECT_THAT(cascade_remarks(model), Contains(HasSubstr("gamma, then alpha")));
  model.operators.clear();
  model.layers.others["two_photon_absorption"] = core::RealBatch<double>(1, 1);
  EXPECT_FALSE(has_canonical_form(model));
}

}  // namespace
}  // namespace fiberloom::app
