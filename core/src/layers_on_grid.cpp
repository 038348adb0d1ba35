#include "layers_on_grid.hpp"

#include <algorithm>
#include <utility>

namespace fiberloom::core {
namespace {

RealBatch<double> row_of(const RealBatch<double>& values, std::size_t index) {
  RealBatch<double> row(1, values.samples());
  std::ranges::copy(values.row(index), row.row(0).begin());
  return row;
}

}  // namespace

LayerParameters layers_on_grid(LayerParameters layers, const Frame& frame) {
  if (!layers.has_potential() || layers.potential.samples() == frame.grid_size()) {
    return layers;
  }
  RealBatch<double> potential(layers.num_layers(), frame.grid_size());
  for (std::size_t m = 0; m < layers.num_layers(); ++m) {
    for (std::size_t j = 0; j < frame.record_size(); ++j) {
      potential.row(m)[frame.record_begin() + j] = layers.potential.row(m)[j / frame.oversampling];
    }
  }
  layers.potential = std::move(potential);
  return layers;
}

LayerParameters one_layer_of(const LayerParameters& layers, std::size_t index) {
  LayerParameters result{.alpha = {layers.alpha[index]},
                         .beta2 = {layers.beta2[index]},
                         .gamma = {layers.gamma[index]},
                         .potential = {}};
  if (layers.has_potential()) {
    result.potential = row_of(layers.potential, index);
  }
  for (const auto& [name, values] : layers.others) {
    result.others.emplace(name, row_of(values, index));
  }
  return result;
}

}  // namespace fiberloom::core
