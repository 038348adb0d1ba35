#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/realisable_range.hpp>
#include <utility>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// What a layer of zeros is taken for, so that it is given parts: more than any step of a tunable element.
constexpr double some_b = 1.0;
constexpr double some_nonlinear_phase = 1e-3;

core::Model with_some_of_all(core::Model model) {
  const bool is_negative =
      std::ranges::any_of(model.layers.gamma, [](double gamma) { return gamma < 0.0; });
  for (double& b : model.layers.beta2) {
    b = b == 0.0 ? some_b : b;
  }
  for (double& gamma : model.layers.gamma) {
    gamma = gamma == 0.0 ? (is_negative ? -some_nonlinear_phase : some_nonlinear_phase) : gamma;
  }
  return model;
}

LayerRange range_of(const StagePath& stage, const LightPath& path) {
  return {.minimum_b = b_of(stage.minimum_dispersion_ps2 * units::ps2, path),
          .maximum_b = b_of(stage.maximum_dispersion_ps2 * units::ps2, path),
          .maximum_nonlinear_phase =
              nonlinear_phase_of(stage.maximum_launch_power_w * units::w, stage)};
}

LayerRange conjugated(const LayerRange& range) {
  return {.minimum_b = -range.maximum_b,
          .maximum_b = -range.minimum_b,
          .minimum_nonlinear_phase = -range.maximum_nonlinear_phase,
          .maximum_nonlinear_phase = -range.minimum_nonlinear_phase};
}

}  // namespace

std::vector<LayerRange> realisable_ranges(const core::Model& model, const RigDocument& rig,
                                          const Catalog& catalog) {
  const Plan plan = map_model(with_some_of_all(model), rig, catalog);
  for (const MappingProblem& problem : plan.problems) {
    if (!problem.where.starts_with("layer ")) {  // no number of a layer can mend it
      throw core::InputError("input.rig", "rig '" + rig.name + "' cannot build this model: " +
                                              problem.reason + "; " + problem.alternative);
    }
  }
  std::vector<LayerRange> ranges;
  for (const StagePath& stage : plan.light_path.stages) {
    const LayerRange range = range_of(stage, plan.light_path);
    ranges.push_back(plan.gauges.conjugated ? conjugated(range) : range);
  }
  return ranges;
}

}  // namespace fiberloom::hal
