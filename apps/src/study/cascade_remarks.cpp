#include "study/cascade_remarks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/operators/operator_catalog.hpp>

namespace fiberloom::app {
namespace {

enum class Kind { spectral, pointwise };

// Whether operators of a kind (attenuation aside) do anything in a layer.
bool acts(const core::Model& model, std::size_t layer, Kind kind) {
  for (const std::string& name : model.layers.names()) {
    const bool is_spectral =
        dynamic_cast<const core::SpectralOperator*>(core::find_operator(name)) != nullptr;
    if (name == "alpha" || is_spectral != (kind == Kind::spectral)) {
      continue;
    }
    const std::span<const double> all = model.layers.values(name);
    const std::size_t width = all.size() / model.layers.num_layers();
    if (std::ranges::any_of(all.subspan(layer * width, width),
                            [](double value) { return value != 0.0; })) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> numbered(std::size_t count, const auto& holds) {
  std::vector<std::string> result;
  for (std::size_t m = 0; m < count; ++m) {
    if (holds(m)) {
      result.push_back(std::to_string(m + 1));
    }
  }
  return result;
}

std::string layers_text(const std::vector<std::string>& numbers) {
  return fmt::format("{} {}", numbers.size() == 1 ? "layer" : "layers", fmt::join(numbers, ", "));
}

bool changes_only_phase(const core::Model& model, std::size_t layer) {
  for (const std::string& name : model.layers.names()) {
    const bool is_pointwise =
        dynamic_cast<const core::PointwiseOperator*>(core::find_operator(name)) != nullptr;
    if (is_pointwise && name != "gamma" && name != "potential") {
      const std::span<const double> all = model.layers.values(name);
      const std::size_t width = all.size() / model.layers.num_layers();
      if (all[layer * width] != 0.0) {
        return false;
      }
    }
  }
  return true;
}

void add_ends(const core::Model& model, std::vector<std::string>& remarks) {
  const std::size_t last = model.layers.num_layers() - 1;
  if (acts(model, 0, Kind::spectral)) {
    remarks.emplace_back(
        "The linear step of layer 1 meets the light first: it can be done in the waveform, without "
        "a part.");
  }
  const bool is_power = model.readout.detect == core::Detection::intensity ||
                        model.readout.detect == core::Detection::amplitude;
  if (!acts(model, last, Kind::pointwise) || !is_power || !changes_only_phase(model, last)) {
    return;
  }
  const std::string step = fmt::format("The last phase step (layer {})", last + 1);
  remarks.push_back(model.low_pass ? step +
                                         " would be free in front of a power detector, but the "
                                         "receiver's filter stands between them."
                                   : step + " is free: a power detector does not see phases.");
}

void add_merged(const core::Model& model, std::vector<std::string>& remarks) {
  const std::size_t count = model.layers.num_layers();
  const auto linear = numbered(
      count, [&](std::size_t m) { return m + 1 < count && !acts(model, m, Kind::pointwise); });
  if (!linear.empty()) {
    remarks.push_back(fmt::format(
        "Nothing but linear steps between {} and the next: their dispersions add up to one step.",
        layers_text(linear)));
  }
  const auto still = numbered(count, [&](std::size_t m) {
    return m > 0 && !acts(model, m, Kind::spectral) && !model.low_pass;
  });
  if (!still.empty()) {
    remarks.push_back(fmt::format(
        "No dispersion in front of the pointwise step of {}: it is one with the step before.",
        layers_text(still)));
  }
}

}  // namespace

bool has_canonical_form(const core::Model& model) {
  if (!model.layers.others.empty()) {
    return false;
  }
  const auto at = [&](std::string_view name) { return std::ranges::find(model.operators, name); };
  return model.operators.empty() || at("alpha") <= at("gamma");
}

std::vector<std::string> cascade_remarks(const core::Model& model) {
  std::vector<std::string> remarks;
  if (!model.operators.empty()) {
    remarks.push_back(
        fmt::format("Order inside a layer: {}.", fmt::join(model.operators, ", then ")));
  } else if (model.layers.num_layers() > 0) {
    add_ends(model, remarks);
    add_merged(model, remarks);
  }
  const bool has_gain =
      std::ranges::any_of(model.layers.alpha, [](double alpha) { return alpha != 0.0; });
  if (has_gain && has_canonical_form(model)) {
    remarks.emplace_back(
        "The attenuations carry no information of their own: they only set the power at each Kerr "
        "step (loss gauge).");
  }
  if (model.layers.has_potential()) {
    remarks.emplace_back(
        "A potential that varies in time has no impulse response that is the same at all times: "
        "kernels and moments are those of its mean; noise and distance by probes are exact.");
  }
  if (model.low_pass) {
    remarks.push_back(
        fmt::format("Every layer, and the receiver once more, has an optical low-pass that halves "
                    "the power at {:.3g} cycles per sample: it takes noise away, and light.",
                    model.low_pass->cutoff));
  }
  return remarks;
}

}  // namespace fiberloom::app
