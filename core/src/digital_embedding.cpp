#include <algorithm>
#include <fiberloom/core/digital_embedding.hpp>
#include <fiberloom/core/error.hpp>

namespace fiberloom::core {
namespace {

// Visits the parameter arrays in the order of groups().
template <class Layers, class Visit>
void for_each_group(Layers& layers, Visit visit) {
  visit("alpha", std::span(layers.alpha));
  visit("beta2", std::span(layers.beta2));
  visit("gamma", std::span(layers.gamma));
  if (layers.has_potential()) {
    visit("potential", layers.potential.values());
  }
}

void clamp_to(std::span<double> values, const Bounds& bounds) {
  for (double& value : values) {
    value = std::clamp(value, bounds.minimum, bounds.maximum);
  }
}

}  // namespace

DigitalEmbedding::DigitalEmbedding(const Model& model, const LayerBounds& bounds,
                                   WorkerPool& workers)
    : layers_(model.layers), bounds_(bounds), network_(model, workers) {
  for (const Bounds& range : {bounds.alpha, bounds.beta2, bounds.gamma}) {
    if (!(range.minimum <= range.maximum)) {
      throw InputError("input.bounds", "training: a lower bound lies above its upper bound");
    }
  }
}

std::vector<ParameterGroup> DigitalEmbedding::groups() const {
  std::vector<ParameterGroup> result;
  for_each_group(layers_, [&](const char* name, std::span<const double> values) {
    result.push_back({.name = name, .size = values.size()});
  });
  return result;
}

std::vector<double> DigitalEmbedding::parameters() const {
  std::vector<double> result;
  for_each_group(layers_, [&](const char*, std::span<const double> values) {
    result.insert(result.end(), values.begin(), values.end());
  });
  return result;
}

void DigitalEmbedding::set_parameters(std::span<const double> values) {
  for_each_group(layers_, [&](const char*, std::span<double> group) {
    std::copy_n(values.begin(), group.size(), group.begin());
    values = values.subspan(group.size());
  });
  clamp_to(layers_.alpha, bounds_.alpha);
  clamp_to(layers_.beta2, bounds_.beta2);
  clamp_to(layers_.gamma, bounds_.gamma);
  network_.set_layers(layers_);
}

RealBatch<double> DigitalEmbedding::features(const RealBatch<double>& series) {
  return network_.features(series);
}

RealBatch<double> DigitalEmbedding::features_and_gradient(const RealBatch<double>& series,
                                                          const RowCotangent& cotangent_of,
                                                          std::span<double> gradient) {
  LayerParameters slopes = zero_layers(layers_.num_layers());
  slopes.potential = RealBatch<double>(layers_.potential.batch(), layers_.potential.samples());
  RealBatch<double> result = network_.pull_back(series, cotangent_of, slopes);
  for_each_group(slopes, [&](const char*, std::span<const double> group) {
    std::transform(group.begin(), group.end(), gradient.begin(), gradient.begin(), std::plus<>());
    gradient = gradient.subspan(group.size());
  });
  return result;
}

}  // namespace fiberloom::core
