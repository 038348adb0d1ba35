#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/plan_limits.hpp>
#include <numbers>
#include <numeric>

#include "inventory.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// A residual beyond this share of the wanted dispersion is not the wanted layer any more.
constexpr double largest_relative_residual = 0.05;

bool conjugation_helps(const std::vector<double>& phases) {
  const auto negative =
      std::count_if(phases.begin(), phases.end(), [](double g) { return g < 0.0; });
  const auto positive =
      std::count_if(phases.begin(), phases.end(), [](double g) { return g > 0.0; });
  return negative > positive;
}

std::vector<std::size_t> hardest_first(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&values](std::size_t a, std::size_t b) {
    return std::abs(values[a]) > std::abs(values[b]);
  });
  return order;
}

// A spool with the largest power it may be driven with, and the phase that this gives.
struct KerrChoice {
  const Part* part = nullptr;
  double phase_per_watt = 0.0;
  double maximum_power_w = 0.0;
  double brillouin_threshold_w = 0.0;

  [[nodiscard]] double maximum_phase() const { return phase_per_watt * maximum_power_w; }
};

class Mapping {
 public:
  Mapping(const core::Model& model, const RigDocument& rig, const Catalog& catalog)
      : rig_(rig), inventory_(rig, catalog) {
    const bool conjugated = may_conjugate(model) &&
                            conjugation_helps(core::canonical_form(model.layers).nonlinear_phase);
    model_ = buildable_model(model, conjugated);
    plan_.rig = rig.name;
    plan_.conjugated = conjugated;
    LightPath& path = plan_.light_path;
    path.sample_rate_gsa_per_s = rig.transmitter.sample_rate_gsa_per_s;
    path.oversampling = model.frame.oversampling;
    if (model.low_pass) {
      path.optical_filter_ghz = model.low_pass->cutoff / path.model_sample().in(units::ns);
      path.optical_filter_order = model.low_pass->order;
    }
    plan_.model_sample_ps = path.model_sample().in(units::ps);
  }

  Plan run() {
    check_what_no_part_can_mend();
    const std::size_t num_layers = model_.layers.num_layers();
    plan_.light_path.stages.resize(num_layers);
    plan_.stages.resize(num_layers);
    for (std::size_t m = 0; m < num_layers; ++m) {
      plan_.light_path.stages[m].name = fmt::format("stage {}", m + 1);
      plan_.stages[m].layer = static_cast<std::int64_t>(m + 1);
      plan_.stages[m].b = model_.layers.beta2[m];
      plan_.stages[m].nonlinear_phase_rad = model_.layers.gamma[m];
    }
    for (const std::size_t m : hardest_first(model_.layers.beta2)) {
      place_dispersion(m);
    }
    for (const std::size_t m : hardest_first(model_.layers.gamma)) {
      place_nonlinear_element(m);
    }
    predict();
    plan_.feasible = plan_.problems.empty();
    return std::move(plan_);
  }

 private:
  static bool may_conjugate(const core::Model& model) {
    return model.readout.detect == core::Detection::intensity ||
           model.readout.detect == core::Detection::amplitude;
  }

  void problem(std::string where, std::string parameter, double wanted, double limit,
               std::string reason, std::string alternative) {
    plan_.problems.push_back({.where = std::move(where),
                              .parameter = std::move(parameter),
                              .wanted = wanted,
                              .limit = limit,
                              .reason = std::move(reason),
                              .alternative = std::move(alternative)});
  }

  void check_what_no_part_can_mend() {
    const std::size_t num_layers = model_.layers.num_layers();
    if (num_layers > static_cast<std::size_t>(rig_.maximum_stages)) {
      problem("model", "layers", static_cast<double>(num_layers),
              static_cast<double>(rig_.maximum_stages), "the bench has room for fewer stages",
              fmt::format("train with {} layers", rig_.maximum_stages));
    }
    if (!may_conjugate(model_)) {
      problem("readout", "detect", 0.0, 0.0, "the bench has one photodiode: it sees intensity only",
              "train with an intensity or amplitude readout");
    }
    if (model_.layers.has_potential()) {
      problem("model", "potential", static_cast<double>(num_layers), 0.0,
              "the bench has no phase modulator between its stages",
              "train without a potential, or put the first one into the waveform");
    }
  }

  void place_dispersion(std::size_t m) {
    const double wanted = dispersion_of(model_.layers.beta2[m], plan_.light_path).in(units::ps2);
    const DispersiveChoice choice =
        nearest_dispersion(inventory_, wanted, rig_.center_wavelength_nm * units::nm);
    StagePath& stage = plan_.light_path.stages[m];
    for (const Part* part : choice.parts) {
      inventory_.take(*part);
      stage.dispersive_parts.push_back(part->id);
    }
    stage.minimum_dispersion_ps2 = choice.minimum_ps2;
    stage.maximum_dispersion_ps2 = choice.maximum_ps2;
    stage.dispersion_step_ps2 = choice.step_ps2;
    PlannedStage& planned = plan_.stages[m];
    planned.dispersion_ps2 = choice.setting_ps2;
    planned.insertion_loss_db += choice.insertion_loss_db;
    const double realised = b_of(choice.setting_ps2 * units::ps2, plan_.light_path);
    planned.b_residual = realised - planned.b;
    if (std::abs(planned.b_residual) > largest_relative_residual * std::abs(planned.b)) {
      problem(
          fmt::format("layer {}", m + 1), "beta2", planned.b, realised,
          fmt::format("no parts left in the inventory make {:.4g} ps^2; the nearest is {:.4g} ps^2",
                      wanted, choice.setting_ps2),
          fmt::format(
              "train with |beta2| <= {:.4g} in this layer, add a module of {:.4g} ps^2, or use "
              "a faster generator",
              std::abs(realised), wanted - choice.setting_ps2));
    }
  }

  [[nodiscard]] KerrChoice rated(const Part& part) const {
    const HighlyNonlinearFiber fiber = highly_nonlinear_fiber(part);
    const double threshold =
        brillouin_threshold(fiber, rig_.line_broadening_mhz * units::mhz).in(units::w);
    return {.part = &part,
            .phase_per_watt = phase_per_watt(fiber),
            .maximum_power_w = launch_power_limit(fiber, rig_).in(units::w),
            .brillouin_threshold_w = threshold};
  }

  [[nodiscard]] KerrChoice strongest_spool() const {
    KerrChoice best;
    for (const Part* part : inventory_.available({PartKind::highly_nonlinear_fiber})) {
      const KerrChoice choice = rated(*part);
      if (choice.maximum_phase() > best.maximum_phase()) {
        best = choice;
      }
    }
    return best;
  }

  void place_nonlinear_element(std::size_t m) {
    PlannedStage& planned = plan_.stages[m];
    const double wanted = planned.nonlinear_phase_rad;
    if (wanted == 0.0) {
      return;
    }
    const std::string where = fmt::format("layer {}", m + 1);
    if (wanted < 0.0) {
      planned.nonlinear_phase_residual_rad = -wanted;
      problem(where, "gamma", wanted, 0.0,
              "silica has a positive nonlinear index, and the other layers want the other sign",
              "retrain with gamma >= 0 in every layer");
      return;
    }
    const KerrChoice choice = strongest_spool();
    if (choice.part == nullptr) {
      planned.nonlinear_phase_residual_rad = -wanted;
      problem(where, "gamma", wanted, 0.0, "no highly nonlinear fibre is left in the inventory",
              "add a spool, or train with fewer nonlinear layers");
      return;
    }
    inventory_.take(*choice.part);
    StagePath& stage = plan_.light_path.stages[m];
    stage.nonlinear_part = choice.part->id;
    stage.phase_per_watt_rad = choice.phase_per_watt;
    stage.maximum_launch_power_w = choice.maximum_power_w;
    planned.brillouin_threshold_w = choice.brillouin_threshold_w;
    planned.insertion_loss_db += choice.part->insertion_loss_db.value_or(0.0);
    planned.launch_power_w = std::min(wanted / choice.phase_per_watt, choice.maximum_power_w);
    planned.nonlinear_phase_residual_rad = planned.launch_power_w * choice.phase_per_watt - wanted;
    if (wanted > choice.maximum_phase()) {
      report_power_limit(where, wanted, choice);
    }
  }

  void report_power_limit(const std::string& where, double wanted, const KerrChoice& choice) {
    const bool brillouin = choice.maximum_power_w == choice.brillouin_threshold_w;
    problem(where, "gamma", wanted, choice.maximum_phase(),
            fmt::format("{} limits the launch power into {} to {:.3g} W",
                        brillouin ? "stimulated Brillouin scattering" : "the amplifier",
                        choice.part->id, choice.maximum_power_w),
            fmt::format("train with gamma <= {:.3g}, or {}", choice.maximum_phase(),
                        brillouin ? "broaden the carrier further" : "use a stronger amplifier"));
  }

  // Error budget of the residuals: (db)^2/4 var(w^2) for a half-band signal, 2 dGamma^2; errors add as powers.
  void predict() {
    const double half_band = std::numbers::pi / 2.0;
    const double variance = std::pow(half_band, 4) * (1.0 / 5.0 - 1.0 / 9.0);
    for (const PlannedStage& stage : plan_.stages) {
      plan_.predicted_nmse +=
          stage.b_residual * stage.b_residual / 4.0 * variance +
          2.0 * stage.nonlinear_phase_residual_rad * stage.nonlinear_phase_residual_rad;
    }
    remark();
  }

  void remark() {
    if (!plan_.stages.empty() && plan_.stages.front().b != 0.0) {
      plan_.remarks.emplace_back(
          "The first dispersive step acts on a known waveform: it could be computed instead of "
          "built.");
    }
    if (!plan_.stages.empty() && plan_.stages.back().nonlinear_phase_rad != 0.0 &&
        plan_.light_path.optical_filter_ghz == 0.0) {
      plan_.remarks.emplace_back(
          "A photodiode does not see the last nonlinear step: its spool could be left out.");
    }
    if (plan_.conjugated) {
      plan_.remarks.emplace_back(
          "The complex conjugate of the model is realised; an intensity readout does not notice.");
    }
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

  const RigDocument& rig_;
  Inventory inventory_;
  core::Model model_;
  Plan plan_;
};

}  // namespace

Plan map_model(const core::Model& model, const RigDocument& rig, const Catalog& catalog) {
  model.validate();
  if (model.encoding.modulation != core::Modulation::amplitude) {
    throw core::InputError(
        "input.encoding",
        "map: the model modulates phase or I/Q; the mapper knows one Mach-Zehnder "
        "modulator for the amplitude (and complex records) so far");
  }
  if (model.shots != 1) {
    throw core::InputError("input.model", "map: the model sends each record " +
                                              std::to_string(model.shots) +
                                              " times with other settings; the mapper plans one "
                                              "setting so far");
  }
  return Mapping(model, rig, catalog).run();
}

}  // namespace fiberloom::hal
