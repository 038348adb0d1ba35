#include "layers_on_grid.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace fiberloom::core {
namespace {

RealBatch<double> rows_of(const RealBatch<double>& values, std::size_t first, std::size_t count) {
  RealBatch<double> rows(count, values.samples());
  std::ranges::copy(values.values().subspan(first * values.samples(), count * values.samples()),
                    rows.values().begin());
  return rows;
}

std::vector<double> part_of(const std::vector<double>& values, std::size_t first,
                            std::size_t count) {
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

void add_from(std::span<double> sum, std::span<const double> values) {
  for (std::size_t j = 0; j < values.size(); ++j) {
    sum[j] += values[j];
  }
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

LayerParameters layers_of(const LayerParameters& layers, std::size_t first, std::size_t count) {
  LayerParameters result{.alpha = part_of(layers.alpha, first, count),
                         .beta2 = part_of(layers.beta2, first, count),
                         .gamma = part_of(layers.gamma, first, count),
                         .potential = {}};
  if (layers.has_potential()) {
    result.potential = rows_of(layers.potential, first, count);
  }
  for (const auto& [name, values] : layers.others) {
    result.others.emplace(name, rows_of(values, first, count));
  }
  return result;
}

LayerParameters one_layer_of(const LayerParameters& layers, std::size_t index) {
  return layers_of(layers, index, 1);
}

void add_to_layers(LayerParameters& sum, const LayerParameters& layers, std::size_t first) {
  add_from(std::span(sum.alpha).subspan(first), layers.alpha);
  add_from(std::span(sum.beta2).subspan(first), layers.beta2);
  add_from(std::span(sum.gamma).subspan(first), layers.gamma);
  if (sum.has_potential()) {
    add_from(sum.potential.values().subspan(first * sum.potential.samples()),
             layers.potential.values());
  }
  for (auto& [name, values] : sum.others) {
    add_from(values.values().subspan(first * values.samples()), layers.values(name));
  }
}

}  // namespace fiberloom::core
