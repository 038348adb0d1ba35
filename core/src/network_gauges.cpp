#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/network_gauges.hpp>
#include <iterator>
#include <utility>

namespace fiberloom::core {
namespace {

using Kind = GaugedStep::Kind;
using Place = GaugedStep::Place;

bool sees_power_only(const Readout& readout) {
  return readout.detect == Detection::intensity || readout.detect == Detection::amplitude;
}

std::vector<double> potential_of(const LayerParameters& layers, std::size_t m) {
  if (!layers.has_potential()) {
    return {};
  }
  const auto row = layers.potential.row(m);
  const bool does_nothing = std::ranges::all_of(row, [](double v) { return v == 0.0; });
  return does_nothing ? std::vector<double>() : std::vector<double>(row.begin(), row.end());
}

void merge(GaugedStep& step, const GaugedStep& next) {
  step.layers.insert(step.layers.end(), next.layers.begin(), next.layers.end());
  step.value += next.value;
  if (step.potential.empty()) {
    step.potential = next.potential;
    return;
  }
  for (std::size_t j = 0; j < next.potential.size(); ++j) {
    step.potential[j] += next.potential[j];
  }
}

void append(std::vector<GaugedStep>& steps, const GaugedStep& next) {
  if (!steps.empty() && steps.back().kind == next.kind) {
    merge(steps.back(), next);
  } else {
    steps.push_back(next);
  }
}

// All steps that do something, merged. With a low-pass a linear step always does.
std::vector<GaugedStep> merged_steps(const Model& model, const CanonicalLayers& canonical,
                                     std::size_t& trained) {
  std::vector<GaugedStep> steps;
  for (std::size_t m = 0; m < model.layers.num_layers(); ++m) {
    const GaugedStep linear{.kind = Kind::linear, .layers = {m}, .value = canonical.dispersion[m]};
    const GaugedStep kerr{.kind = Kind::kerr,
                          .layers = {m},
                          .value = canonical.nonlinear_phase[m],
                          .potential = potential_of(model.layers, m)};
    if (linear.value != 0.0 || model.low_pass) {
      append(steps, linear);
      ++trained;
    }
    if (kerr.value != 0.0 || !kerr.potential.empty()) {
      append(steps, kerr);
      ++trained;
    }
  }
  return steps;
}

void place(std::vector<GaugedStep>& steps, const Model& model) {
  if (steps.empty()) {
    return;
  }
  if (steps.front().kind == Kind::linear) {
    steps.front().place = Place::waveform;
  }
  if (steps.back().kind == Kind::kerr && sees_power_only(model.readout) && !model.low_pass) {
    steps.back().place = Place::unseen;
  }
}

bool is_in_glass(const GaugedStep& step) { return step.place == Place::glass; }

std::size_t trained_steps_in_glass(const std::vector<GaugedStep>& steps) {
  std::size_t count = 0;
  for (const GaugedStep& step : steps) {
    count += is_in_glass(step) ? step.layers.size() : 0;
  }
  return count;
}

// A potential is one with the Kerr step that it stands at: that of the first one can be part of the waveform.
std::vector<GaugedStep> with_modulator(const std::vector<GaugedStep>& steps) {
  std::vector<GaugedStep> found;
  bool is_first = true;
  for (const GaugedStep& step : steps) {
    if (step.kind != Kind::kerr) {
      continue;
    }
    const bool is_reached_by_waveform =
        is_first && (&step == &steps.front() || (&step - 1)->place == Place::waveform);
    if (is_in_glass(step) && !step.potential.empty() && !is_reached_by_waveform) {
      found.push_back(step);
    }
    is_first = false;
  }
  return found;
}

std::size_t count_with_sign(const std::vector<GaugedStep>& steps, double sign) {
  return static_cast<std::size_t>(std::ranges::count_if(steps, [sign](const GaugedStep& step) {
    return is_in_glass(step) && step.kind == Kind::kerr && sign * step.value > 0.0;
  }));
}

}  // namespace

NetworkGauges network_gauges(const Model& model) {
  if (!model.operators.empty()) {
    throw InputError("input.sequence",
                     "gauges: the layers have an order of their own; steps are only free, and only "
                     "add up, in the usual one: linear step, then Kerr step");
  }
  NetworkGauges found{.canonical = canonical_form(model.layers)};
  found.steps = merged_steps(model, found.canonical, found.trained_steps);
  place(found.steps, model);
  if (found.trained_steps > 0) {
    found.fraction_in_glass = static_cast<double>(trained_steps_in_glass(found.steps)) /
                              static_cast<double>(found.trained_steps);
  }
  found.modulated = with_modulator(found.steps);
  found.conjugated = count_with_sign(found.steps, -1.0) > count_with_sign(found.steps, 1.0);
  const double sign = found.conjugated ? -1.0 : 1.0;
  std::ranges::copy_if(found.steps, std::back_inserter(found.negative), [sign](const auto& step) {
    return is_in_glass(step) && step.kind == Kind::kerr && sign * step.value < 0.0;
  });
  return found;
}

LayerParameters layers_of_steps(const std::vector<GaugedStep>& steps) {
  LayerParameters layers;
  std::vector<std::vector<double>> potentials;
  std::size_t samples = 0;
  for (const GaugedStep& step : steps) {
    if (step.place == Place::unseen) {
      continue;
    }
    const bool goes_on = step.kind == Kind::kerr && !layers.gamma.empty();
    if (!goes_on) {
      layers.alpha.push_back(0.0);
      layers.beta2.push_back(0.0);
      layers.gamma.push_back(0.0);
      potentials.emplace_back();
    }
    (step.kind == Kind::linear ? layers.beta2 : layers.gamma).back() = step.value;
    potentials.back() = step.potential;
    samples = std::max(samples, step.potential.size());
  }
  if (samples > 0) {
    layers.potential = RealBatch<double>(layers.num_layers(), samples);
    for (std::size_t m = 0; m < potentials.size(); ++m) {
      std::ranges::copy(potentials[m], layers.potential.row(m).begin());
    }
  }
  return layers;
}

}  // namespace fiberloom::core
