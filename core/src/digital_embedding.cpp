#include <algorithm>
#include <fiberloom/core/digital_embedding.hpp>
#include <fiberloom/core/error.hpp>

namespace fiberloom::core {
namespace {

// Visits the parameter arrays in the order of groups().
template <class Layers, class Visit>
void for_each_group(Layers& layers, Visit visit) {
  for (const std::string& name : layers.names()) {
    visit(name, layers.values(name));
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
  for (const auto& [name, range] : bounds) {
    if (layers_.values(name).empty()) {
      throw InputError("input.bounds",
                       "training: bounds for '" + name + "', for which the layers have no numbers");
    }
    if (!(range.minimum <= range.maximum)) {
      throw InputError("input.bounds", "training: a lower bound lies above its upper bound");
    }
  }
}

std::vector<ParameterGroup> DigitalEmbedding::groups() const {
  std::vector<ParameterGroup> result;
  for_each_group(layers_, [&](const std::string& name, std::span<const double> values) {
    result.push_back({.name = name, .size = values.size()});
  });
  return result;
}

std::vector<double> DigitalEmbedding::parameters() const {
  std::vector<double> result;
  for_each_group(layers_, [&](const std::string&, std::span<const double> values) {
    result.insert(result.end(), values.begin(), values.end());
  });
  return result;
}

void DigitalEmbedding::set_parameters(std::span<const double> values) {
  for_each_group(layers_, [&](const std::string&, std::span<double> group) {
    std::copy_n(values.begin(), group.size(), group.begin());
    values = values.subspan(group.size());
  });
  for (const auto& [name, range] : bounds_) {
    clamp_to(layers_.values(name), range);
  }
  network_.set_layers(layers_);
}

RealBatch<double> DigitalEmbedding::features(const RealBatch<double>& series) {
  return network_.features(series);
}

RealBatch<double> DigitalEmbedding::features_and_gradient(const RealBatch<double>& series,
                                                          const RowCotangent& cotangent_of,
                                                          std::span<double> gradient) {
  LayerParameters slopes = zeros_like(layers_);
  RealBatch<double> result = network_.pull_back(series, cotangent_of, slopes);
  for_each_group(slopes, [&](const std::string&, std::span<const double> group) {
    std::transform(group.begin(), group.end(), gradient.begin(), gradient.begin(), std::plus<>());
    gradient = gradient.subspan(group.size());
  });
  return result;
}

}  // namespace fiberloom::core
