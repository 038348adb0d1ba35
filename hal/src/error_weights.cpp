#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/error_weights.hpp>

namespace fiberloom::hal {
namespace {

// var(w^2)/4 of light that fills half the band.
constexpr double nmse_per_squared_b = 0.25 * 0.541161;
constexpr double nmse_per_squared_phase = 2.0;

}  // namespace

ErrorWeights nmse_weights(std::size_t num_layers) {
  return {.layers = std::vector<LayerWeights>(
              num_layers,
              {.b = nmse_per_squared_b, .phase = nmse_per_squared_phase, .light_noise = 1.0})};
}

ErrorWeights loss_weights(const LossCurvature& curvature) {
  const PhysicalParameters& at = curvature.parameters;
  ErrorWeights weights{.objective = MappingObjective::expected_loss};
  for (std::size_t m = 0; m < at.num_layers; ++m) {
    const std::size_t phase = at.nonlinear_phase(m);
    weights.layers.push_back({.b = 0.5 * curvature.hessian.row(at.b(m))[at.b(m)],
                              .phase = 0.5 * curvature.hessian.row(phase)[phase],
                              .light_noise = curvature.light_noise[m + 1]});
  }
  const bool is_flat = std::ranges::all_of(weights.layers, [](const LayerWeights& layer) {
    return !(layer.b > 0.0) && !(layer.light_noise > 0.0);
  });
  if (is_flat) {
    throw core::InputError("input.model",
                           "mapping: the loss of this network depends neither on dispersion nor on "
                           "noise, so that parts cannot be chosen by it; train its classifier");
  }
  return weights;
}

}  // namespace fiberloom::hal
