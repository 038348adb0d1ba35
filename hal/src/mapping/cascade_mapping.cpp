#include "mapping/cascade_mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <utility>

#include "mapping/dispersive_choice.hpp"
#include "mapping/input_pad.hpp"
#include "mapping/inventory.hpp"
#include "mapping/kerr_choice.hpp"
#include "mapping/stage_assignment.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

bool reads_intensity(const core::Model& model) {
  return model.readout.detect == core::Detection::intensity ||
         model.readout.detect == core::Detection::amplitude;
}

class Mapping {
 public:
  explicit Mapping(const CascadeQuestion& question)
      : question_(question),
        rig_(question.rig),
        inventory_(question.rig, question.catalog),
        choose_kerr_(question.choose_kerr),
        model_(buildable_model(question.model, question.gauges)),
        nmse_weights_(nmse_weights(model_.layers.num_layers())) {
    plan_.rig = rig_.name;
    plan_.gauges = question.gauges;
    LightPath& path = plan_.light_path;
    path.wavelength_nm = question.wavelength_nm;
    path.sample_rate_gsa_per_s = question.sample_rate_gsa_per_s;
    path.oversampling = model_.frame.oversampling;
    if (model_.low_pass) {
      path.optical_filter_ghz = model_.low_pass->cutoff / path.model_sample().in(units::ns);
      path.optical_filter_order = model_.low_pass->order;
    }
    plan_.model_sample_ps = path.model_sample().in(units::ps);
  }

  CascadeMapping run() {
    check_what_no_part_can_mend();
    lay_out();
    place_dispersion();
    place_nonlinear_elements();
    place_input_pads(plan_, question_.catalog);
    predict();
    remark();
    plan_.feasible = plan_.problems.empty();
    return {.plan = std::move(plan_), .cost = cost_, .nmse = nmse_};
  }

 private:
  void lay_out() {
    const std::size_t num_layers = model_.layers.num_layers();
    plan_.light_path.stages.resize(num_layers);
    plan_.stages.resize(num_layers);
    for (std::size_t m = 0; m < num_layers; ++m) {
      plan_.light_path.stages[m].name = fmt::format("stage {}", m + 1);
      plan_.stages[m].layer = static_cast<std::int64_t>(m + 1);
      plan_.stages[m].b = model_.layers.beta2[m];
      plan_.stages[m].nonlinear_phase_rad = model_.layers.gamma[m];
    }
  }

  void problem(MappingProblem found) { plan_.problems.push_back(std::move(found)); }

  void check_what_no_part_can_mend() {
    const std::size_t num_layers = model_.layers.num_layers();
    if (num_layers > static_cast<std::size_t>(rig_.maximum_stages)) {
      problem({.where = "model",
               .parameter = "layers",
               .wanted = static_cast<double>(num_layers),
               .limit = static_cast<double>(rig_.maximum_stages),
               .reason = "the bench has room for fewer stages",
               .alternative = fmt::format("train with {} layers", rig_.maximum_stages)});
    }
    if (!reads_intensity(model_)) {
      problem({.where = "readout",
               .parameter = "detect",
               .reason = "the bench has one photodiode: it sees intensity only",
               .alternative = "train with an intensity or amplitude readout"});
    }
    if (model_.layers.has_potential()) {
      problem({.where = "model",
               .parameter = "potential",
               .wanted = static_cast<double>(num_layers),
               .reason = "the bench has no phase modulator between its stages",
               .alternative = "train without a potential, or put the first one into the waveform"});
    }
  }

  void place_dispersion() {
    const double t0_squared_ps2 = plan_.model_sample_ps * plan_.model_sample_ps;
    std::vector<std::vector<DispersiveChoice>> choices;
    for (std::size_t m = 0; m < model_.layers.num_layers(); ++m) {
      const LayerWeights& weights = question_.weights.layers[m];
      choices.push_back(dispersive_choices(
          inventory_, {.dispersion_ps2 = model_.layers.beta2[m] * t0_squared_ps2,
                       .cost_per_ps4 = weights.b / (t0_squared_ps2 * t0_squared_ps2),
                       .cost_of_noise = weights.light_noise,
                       .wavelength = operating_wavelength(rig_, plan_.light_path)}));
    }
    const std::vector<std::size_t> assigned = assign_choices(choices, inventory_);
    for (std::size_t m = 0; m < choices.size(); ++m) {
      wire(m, choices[m][assigned[m]]);
    }
  }

  void wire(std::size_t m, const DispersiveChoice& choice) {
    StagePath& stage = plan_.light_path.stages[m];
    for (const FixedElement& element : choice.fixed) {
      stage.dispersive_parts.push_back(element.part->id);
      if (element.is_turned) {
        stage.turned_parts.push_back(element.part->id);
      }
      if (element.wound_length_m > 0.0) {
        stage.wound_fibers.push_back(
            {.part = element.part->id, .length_m = element.wound_length_m});
      }
    }
    if (choice.tunable != nullptr) {
      stage.dispersive_parts.push_back(choice.tunable->id);
    }
    stage.minimum_dispersion_ps2 = choice.minimum_ps2;
    stage.maximum_dispersion_ps2 = choice.maximum_ps2;
    stage.dispersion_step_ps2 = choice.step_ps2;
    for (const Part* part : choice.parts()) {
      inventory_.take(*part);
    }
    PlannedStage& planned = plan_.stages[m];
    planned.dispersion_ps2 = choice.setting_ps2;
    planned.insertion_loss_db += choice.insertion_loss_db;
    planned.b_residual =
        b_of(choice.setting_ps2 * units::ps2, plan_.light_path) - model_.layers.beta2[m];
    const double t0_squared_ps2 = plan_.model_sample_ps * plan_.model_sample_ps;
    cost_ += choice.cost.error;
    nmse_ +=
        nmse_weights_.layers[m].b / (t0_squared_ps2 * t0_squared_ps2) * choice.squared_error_ps4 +
        choice.emission;
    check_residual(m, choice);
  }

  void check_residual(std::size_t m, const DispersiveChoice& choice) {
    const PlannedStage& planned = plan_.stages[m];
    if (choice.cost.num_missed == 0) {
      return;
    }
    const double wanted_ps2 = dispersion_of(planned.b, plan_.light_path).in(units::ps2);
    const double realised = planned.b + planned.b_residual;
    problem({.where = fmt::format("layer {}", m + 1),
             .parameter = "beta2",
             .wanted = planned.b,
             .limit = realised,
             .reason = fmt::format("no parts left in the inventory make {:.4g} ps^2; the nearest "
                                   "is {:.4g} ps^2",
                                   wanted_ps2, choice.setting_ps2),
             .alternative = fmt::format(
                 "train with |beta2| <= {:.4g} in this layer, add a module of {:.4g} ps^2, or use "
                 "a faster generator",
                 std::abs(realised), wanted_ps2 - choice.setting_ps2)});
  }

  void place_nonlinear_elements() {
    const KerrQuestion question{
        .nonlinear_phases = model_.layers.gamma, .rig = rig_, .path = plan_.light_path};
    for (const KerrChoice& choice : choose_kerr_(question, inventory_)) {
      PlannedStage& planned = plan_.stages[choice.layer];
      planned.nonlinear_phase_residual_rad = choice.residual_rad;
      cost_ += question_.weights.layers[choice.layer].light_noise * choice.imperfection_nmse;
      nmse_ += choice.imperfection_nmse;
      if (choice.problem) {
        problem(*choice.problem);
      }
      if (choice.part == nullptr) {
        continue;
      }
      StagePath& stage = plan_.light_path.stages[choice.layer];
      stage.nonlinear_part = choice.part->id;
      stage.phase_per_watt_rad = choice.phase_per_watt_rad;
      stage.maximum_launch_power_w = choice.maximum_power_w;
      stage.electro_optic = choice.electro_optic;
      planned.brillouin_threshold_w = choice.brillouin_threshold_w;
      planned.insertion_loss_db += choice.insertion_loss_db;
      planned.launch_power_w = choice.launch_power_w;
    }
  }

  // Error budget of the residuals; errors add as powers.
  void predict() {
    for (std::size_t m = 0; m < plan_.stages.size(); ++m) {
      const double b = plan_.stages[m].b_residual;
      const double phase = plan_.stages[m].nonlinear_phase_residual_rad;
      const LayerWeights& nmse = nmse_weights_.layers[m];
      plan_.predicted_nmse += nmse.b * b * b + nmse.phase * phase * phase;
      nmse_ += nmse.phase * phase * phase;
      cost_ += question_.weights.layers[m].phase * phase * phase;
    }
  }

  void remark() {
    remark_on_gauges();
    for (const StagePath& stage : plan_.light_path.stages) {
      for (const std::string& part : stage.dispersive_parts) {
        if (stage.minimum_dispersion_ps2 == stage.maximum_dispersion_ps2) {
          plan_.remarks.push_back(fmt::format(
              "{} has nothing to tune: {} stays at what it is, and calibration cannot correct it.",
              stage.name, part));
        }
      }
    }
  }

  void remark_on_gauges() {
    if (plan_.gauges.dispersion_in_waveform) {
      plan_.remarks.emplace_back(
          "The first dispersive step is computed in the waveform: it is not built.");
    } else if (!plan_.stages.empty() && plan_.stages.front().b != 0.0) {
      plan_.remarks.emplace_back(
          "The first dispersive step acts on a known waveform: it could be computed instead of "
          "built.");
    }
    if (plan_.gauges.last_phase_left_out) {
      plan_.remarks.emplace_back(
          "A photodiode does not see the last nonlinear step: it is left out.");
    } else if (!plan_.stages.empty() && plan_.stages.back().nonlinear_phase_rad != 0.0 &&
               plan_.light_path.optical_filter_ghz == 0.0) {
      plan_.remarks.emplace_back(
          "A photodiode does not see the last nonlinear step: its spool could be left out.");
    }
    if (plan_.gauges.conjugated) {
      plan_.remarks.emplace_back(
          "The complex conjugate of the model is realised; an intensity readout does not notice.");
    }
  }

  const CascadeQuestion& question_;
  const RigDocument& rig_;
  Inventory inventory_;
  KerrChooser choose_kerr_;
  core::Model model_;
  ErrorWeights nmse_weights_;
  Plan plan_;
  double cost_ = 0.0;
  double nmse_ = 0.0;
};

}  // namespace

Gauges preferred_gauges(const core::Model& model) {
  const std::vector<double> phases = core::canonical_form(model.layers).nonlinear_phase;
  const auto negative = std::ranges::count_if(phases, [](double g) { return g < 0.0; });
  const auto positive = std::ranges::count_if(phases, [](double g) { return g > 0.0; });
  return {.conjugated = reads_intensity(model) && negative > positive};
}

CascadeMapping map_cascade(const CascadeQuestion& question) { return Mapping(question).run(); }

}  // namespace fiberloom::hal
