#pragma once

#include <cstddef>
#include <fiberloom/hal/expected_loss.hpp>
#include <fiberloom/hal/mapping_objective.hpp>
#include <vector>

namespace fiberloom::hal {

/// What small errors of one layer cost. Units: of the objective, for an error of 1, squared.
struct LayerWeights {
  double b = 0.0;            ///< dispersion, samples squared
  double phase = 0.0;        ///< nonlinear phase, rad
  double light_noise = 0.0;  ///< white noise in front of the nonlinear element, |u|^2 of 1
};

/// How a search weighs the errors of all layers against each other. What layers make of each other's errors (the Hessian
/// off its diagonal) is left out, so that layers can be weighed one by one.
struct ErrorWeights {
  MappingObjective objective = MappingObjective::expected_nmse;
  std::vector<LayerWeights> layers{};
};

/// Where nothing is known of data: all layers alike, and the sum is the NMSE of the output field.
///
/// Source:  physics, section 9: (db)^2/4 var(w^2) and 2 dGamma^2.
[[nodiscard]] ErrorWeights nmse_weights(std::size_t num_layers);

/// By the curvature of the loss: half of the Hessian's diagonal, and what noise adds. Conjugation and steps that are free
/// change none of it, so that one curvature serves every gauge.
///
/// Throws:  core::InputError "input.model" for a network whose loss depends on neither b nor noise: nothing could be
///          chosen by it.
/// Source:  physics, section 8.4: 1/2 tr(H C).
[[nodiscard]] ErrorWeights loss_weights(const LossCurvature& curvature);

}  // namespace fiberloom::hal
