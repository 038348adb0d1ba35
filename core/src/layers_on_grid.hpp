#pragma once

#include <cstddef>
#include <fiberloom/core/frame.hpp>
#include <fiberloom/core/layer_parameters.hpp>

namespace fiberloom::core {

/// A model holds its potential per model sample; the grid may have guard intervals and more points per sample.
LayerParameters layers_on_grid(LayerParameters layers, const Frame& frame);

/// Layers `first` to `first + count - 1` by themselves.
LayerParameters layers_of(const LayerParameters& layers, std::size_t first, std::size_t count);

/// One of the layers by itself.
LayerParameters one_layer_of(const LayerParameters& layers, std::size_t index);

/// Adds the numbers of some layers to those from `first` on.
void add_to_layers(LayerParameters& sum, const LayerParameters& layers, std::size_t first);

}  // namespace fiberloom::core
