#pragma once

#include <cstddef>
#include <fiberloom/core/frame.hpp>
#include <fiberloom/core/layer_parameters.hpp>

namespace fiberloom::core {

/// A model holds its potential per model sample; the grid may have guard intervals and more points per sample.
LayerParameters layers_on_grid(LayerParameters layers, const Frame& frame);

/// One of the layers by itself.
LayerParameters one_layer_of(const LayerParameters& layers, std::size_t index);

}  // namespace fiberloom::core
