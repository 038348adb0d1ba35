#include "cascade.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/equation.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <utility>

namespace fiberloom::core {
namespace {

bool rotates_only(const PointwiseOperator& pointwise) {
  return pointwise.name() == "gamma" || pointwise.name() == "potential";
}

}  // namespace

template <class Real>
Cascade<Real>::Cascade(const TimeGrid& grid, LayerParameters layers,
                       const std::optional<LowPass>& low_pass, std::vector<std::string> sequence,
                       bool has_receiver)
    : grid_(grid),
      layers_(std::move(layers)),
      sequence_(std::move(sequence)),
      has_receiver_(has_receiver) {
  layers_.validate();
  if (low_pass) {
    filter_ = low_pass_transfer(*low_pass, grid);
  }
  if (sequence_.empty()) {
    sequence_ = default_sequence(layers_, low_pass.has_value());
  }
  check_sequence(sequence_, layers_, low_pass.has_value());
  make_steps();
  set_layers(std::move(layers_));
}

template <class Real>
void Cascade<Real>::set_layers(LayerParameters layers) {
  layers.validate();
  if (layers.has_potential() && layers.potential.samples() != grid_.size()) {
    throw InputError("input.layers",
                     "layers: the potential needs one value per sample of the propagation grid");
  }
  const bool has_new_shape =
      layers.num_layers() != layers_.num_layers() || layers.names() != layers_.names();
  layers_ = std::move(layers);
  if (has_new_shape) {
    check_sequence(sequence_, layers_, !filter_.empty());
    make_steps();
  }
  for (Step<Real>& step : steps_) {
    std::visit([this](auto& each) { this->fill(each); }, step);
  }
  merge_steps();
}

template <class Real>
void Cascade<Real>::make_steps() {
  steps_.clear();
  for (std::size_t layer = 0; layer < layers_.num_layers(); ++layer) {
    add_layer(layer);
  }
  if (!filter_.empty() && has_receiver_) {
    steps_.emplace_back(SpectralStep<Real>{.layer = layers_.num_layers(), .is_filtered = true});
  }
}

template <class Real>
void Cascade<Real>::add_layer(std::size_t layer) {
  for (const std::string& name : sequence_) {
    if (name == low_pass_name) {
      append(static_cast<const SpectralTerm*>(nullptr), layer);
    } else {
      append(*find_operator(name), layer);
    }
  }
}

template <class Real>
void Cascade<Real>::append(const LayerOperator& layer_operator, std::size_t layer) {
  if (const auto* pointwise = dynamic_cast<const PointwiseOperator*>(&layer_operator)) {
    append(*pointwise, layer);
    return;
  }
  const auto& spectral = dynamic_cast<const SpectralOperator&>(layer_operator);
  std::vector<std::complex<double>>& symbols = symbols_[std::string(spectral.name())];
  if (symbols.empty()) {
    for (const double w : grid_.angular_frequencies()) {
      symbols.push_back(spectral.symbol(w));
    }
  }
  const SpectralTerm term{.name = spectral.name(), .symbols = symbols};
  append(&term, layer);
}

template <class Real>
void Cascade<Real>::append(const SpectralTerm* term, std::size_t layer) {
  auto* last = steps_.empty() ? nullptr : std::get_if<SpectralStep<Real>>(&steps_.back());
  if (last == nullptr || last->layer != layer) {
    last = &std::get<SpectralStep<Real>>(steps_.emplace_back(SpectralStep<Real>{.layer = layer}));
  }
  if (term == nullptr) {
    last->is_filtered = true;
  } else {
    last->terms.push_back(*term);
  }
}

template <class Real>
void Cascade<Real>::append(const PointwiseOperator& pointwise, std::size_t layer) {
  if (!steps_.empty()) {
    if (auto* reaction = std::get_if<ReactionStep>(&steps_.back());
        reaction != nullptr && reaction->layer == layer) {
      reaction->operators.push_back(&pointwise);
      return;
    }
  }
  if (!rotates_only(pointwise)) {
    steps_.emplace_back(ReactionStep{.layer = layer, .operators = {&pointwise}});
    return;
  }
  auto* last = steps_.empty() ? nullptr : std::get_if<PhaseStep<Real>>(&steps_.back());
  if (last == nullptr || last->layer != layer) {
    last = &std::get<PhaseStep<Real>>(steps_.emplace_back(PhaseStep<Real>{.layer = layer}));
  }
  (pointwise.name() == "gamma" ? last->has_kerr : last->has_potential) = true;
}

template <class Real>
void Cascade<Real>::fill(SpectralStep<Real>& step) const {
  const double inverse_size = 1.0 / static_cast<double>(grid_.size());
  step.transfer.resize(grid_.size());
  for (std::size_t j = 0; j < grid_.size(); ++j) {
    std::complex<double> exponent = 0.0;
    for (const SpectralTerm& term : step.terms) {
      exponent += layers_.values(term.name)[step.layer] * term.symbols[j];
    }
    const double filter = step.is_filtered ? filter_[j] : 1.0;
    const double magnitude = std::exp(exponent.real()) * filter * inverse_size;
    step.transfer[j] = {static_cast<Real>(magnitude * std::cos(exponent.imag())),
                        static_cast<Real>(magnitude * std::sin(exponent.imag()))};
  }
}

template <class Real>
void Cascade<Real>::fill(PhaseStep<Real>& step) const {
  step.gamma = step.has_kerr ? static_cast<Real>(layers_.gamma[step.layer]) : Real(0);
  step.potential.clear();
  if (step.has_potential) {
    const std::span<const double> row = layers_.potential.row(step.layer);
    step.potential.assign(row.begin(), row.end());
  }
}

template <class Real>
void Cascade<Real>::merge_steps() {
  merged_steps_.clear();
  const Real size = static_cast<Real>(grid_.size());
  for (const Step<Real>& step : steps_) {
    if (const auto* phase = std::get_if<PhaseStep<Real>>(&step);
        phase != nullptr && phase->does_nothing()) {
      continue;
    }
    const auto* spectral = std::get_if<SpectralStep<Real>>(&step);
    auto* last =
        merged_steps_.empty() ? nullptr : std::get_if<SpectralStep<Real>>(&merged_steps_.back());
    if (spectral == nullptr || last == nullptr) {
      merged_steps_.push_back(step);
      continue;
    }
    for (std::size_t j = 0; j < last->transfer.size(); ++j) {
      last->transfer[j] *= spectral->transfer[j] * size;
    }
  }
}

template class Cascade<double>;
template class Cascade<float>;

}  // namespace fiberloom::core
