#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/core/training.hpp>

namespace fiberloom::app {

/// How to train on from a model when no recipe says how: L-BFGS, which needs no rates that suit the model, with a
/// classifier that is solved; every operator moves but attenuation, which is a gauge.
core::TrainingOptions options_to_go_on(const core::Model& model);

}  // namespace fiberloom::app
