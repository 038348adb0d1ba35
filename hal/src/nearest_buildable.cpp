#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/nearest_buildable.hpp>
#include <numeric>
#include <span>

namespace fiberloom::hal {
namespace {

// A phase is set this share below its limit, so that rounding in the loss gauge does not lift it above.
constexpr double below_limit = 1.0 - 1e-9;
constexpr double smallest_news = 1e-6;

void leave_out_potential(NearestBuildable& near) {
  core::Model& model = near.model;
  if (!model.layers.has_potential()) {
    return;
  }
  model.layers.potential = {};
  model.equation = core::Equation::nlse;
  std::erase(model.operators, "potential");
  near.changes.emplace_back("the potential left out");
}

void detect_intensity(NearestBuildable& near) {
  core::Readout& readout = near.model.readout;
  if (readout.detect == core::Detection::intensity ||
      readout.detect == core::Detection::amplitude) {
    return;
  }
  readout = {.detect = core::Detection::intensity,
             .pool = std::gcd(readout.pool, near.model.frame.record_size())};
  near.model.classifier.reset();
  near.changes.emplace_back("intensity detected, as a photodiode does");
}

// Layer m takes over what the one behind it does.
void join_with_next(core::LayerParameters& layers, std::size_t m) {
  for (std::vector<double>* values : {&layers.alpha, &layers.beta2, &layers.gamma}) {
    (*values)[m] += (*values)[m + 1];
    values->erase(values->begin() + static_cast<std::ptrdiff_t>(m + 1));
  }
}

std::size_t cheapest_joint(const core::LayerParameters& layers) {
  std::size_t best = 0;
  const auto cost = [&](std::size_t m) {
    return std::abs(layers.gamma[m]) * std::abs(layers.beta2[m + 1]);
  };
  for (std::size_t m = 1; m + 1 < layers.num_layers(); ++m) {
    best = cost(m) < cost(best) ? m : best;
  }
  return best;
}

void join_layers(NearestBuildable& near, std::size_t maximum_stages) {
  core::LayerParameters& layers = near.model.layers;
  const std::size_t before = layers.num_layers();
  if (before <= maximum_stages || maximum_stages == 0) {
    return;
  }
  const core::CanonicalLayers canonical = core::canonical_form(layers);
  layers.alpha.assign(before, 0.0);
  layers.gamma = canonical.nonlinear_phase;
  while (layers.num_layers() > maximum_stages) {
    join_with_next(layers, cheapest_joint(layers));
  }
  near.model.classifier.reset();
  near.changes.push_back(fmt::format("{} layers joined to {}", before, maximum_stages));
}

// The value that the plan says could be met, in the numbers of the model.
void take_limits(core::LayerParameters& layers, const Plan& plan) {
  const double sign = plan.gauges.conjugated ? -1.0 : 1.0;
  double loss = 0.0;
  for (std::size_t m = 0; m < layers.num_layers(); ++m) {
    loss += layers.alpha[m];
    const std::string where = fmt::format("layer {}", m + 1);
    for (const MappingProblem& problem : plan.problems) {
      if (problem.where == where && problem.parameter == "beta2") {
        layers.beta2[m] = sign * problem.limit;
      } else if (problem.where == where && problem.parameter == "gamma") {
        layers.gamma[m] = sign * problem.limit * below_limit * std::exp(loss);
      }
    }
  }
}

// What one layer gives up another may take, so that it can need more than one turn.
void move_into_reach(core::Model& model, const RigDocument& rig, const Catalog& catalog) {
  Plan plan = map_model(model, rig, catalog);
  for (std::size_t turn = 0; !plan.feasible && turn < 2 * model.layers.num_layers() + 2; ++turn) {
    take_limits(model.layers, plan);
    plan = map_model(model, rig, catalog);
  }
  if (!plan.feasible) {
    const MappingProblem& problem = plan.problems.front();
    throw core::InputError(
        "input.rig", fmt::format("rig '{}' can build nothing near this model: {}; {}", rig.name,
                                 problem.reason, problem.alternative));
  }
}

void tell(std::vector<std::string>& changes, const char* name, std::span<const double> from,
          std::span<const double> to) {
  for (std::size_t m = 0; m < from.size(); ++m) {
    if (std::abs(to[m] - from[m]) > smallest_news * std::abs(from[m])) {
      changes.push_back(fmt::format("layer {}: {} {:.4g} to {:.4g}", m + 1, name, from[m], to[m]));
    }
  }
}

}  // namespace

NearestBuildable nearest_buildable(const core::Model& model, const RigDocument& rig,
                                   const Catalog& catalog) {
  NearestBuildable near{.model = model};
  leave_out_potential(near);
  detect_intensity(near);
  join_layers(near, static_cast<std::size_t>(rig.maximum_stages));
  const core::LayerParameters wanted = near.model.layers;
  move_into_reach(near.model, rig, catalog);
  std::ranges::copy(layer_changes(wanted, near.model.layers), std::back_inserter(near.changes));
  return near;
}

std::vector<std::string> layer_changes(const core::LayerParameters& from,
                                       const core::LayerParameters& to) {
  std::vector<std::string> changes;
  tell(changes, "beta2", from.beta2, to.beta2);
  tell(changes, "gamma", from.gamma, to.gamma);
  return changes;
}

}  // namespace fiberloom::hal
