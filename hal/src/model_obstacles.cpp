#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/model_obstacles.hpp>
#include <fiberloom/hal/plan_limits.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;
using core::GaugedStep;

// What all dispersive parts of a cupboard give together, to either side.
struct DispersionReach {
  double minimum_ps2 = 0.0;
  double maximum_ps2 = 0.0;

  void add(double lower_ps2, double upper_ps2, double quantity) {
    minimum_ps2 += quantity * std::min({0.0, lower_ps2, upper_ps2});
    maximum_ps2 += quantity * std::max({0.0, lower_ps2, upper_ps2});
  }
};

DispersionReach dispersion_reach(const RigDocument& rig, const Catalog& catalog) {
  const auto to_ps2 = [&rig](double ps_per_nm) {
    return core::group_delay_dispersion(ps_per_nm * units::ps_per_nm,
                                        rig.center_wavelength_nm * units::nm)
        .in(units::ps2);
  };
  DispersionReach reach;
  for (const InventoryItem& item : rig.inventory) {
    const Part& part = catalog.find(item.part);
    const auto quantity = static_cast<double>(item.quantity);
    if (part.minimum_ps_per_nm && part.maximum_ps_per_nm) {
      reach.add(to_ps2(*part.minimum_ps_per_nm), to_ps2(*part.maximum_ps_per_nm), quantity);
    }
    if (part.accumulated_dispersion_ps_per_nm) {
      const double value = to_ps2(*part.accumulated_dispersion_ps_per_nm);
      reach.add(value, part.reversible.value_or(false) ? -value : value, quantity);
    }
    if (part.kind == PartKind::transmission_fiber && part.length_m &&
        part.dispersion_ps_per_nm_km) {
      const double value = to_ps2(*part.dispersion_ps_per_nm_km * *part.length_m * 1e-3);
      reach.add(value, value, quantity);
    }
  }
  return reach;
}

double nonlinear_phase_reach(const RigDocument& rig, const Catalog& catalog) {
  double reach = 0.0;
  for (const InventoryItem& item : rig.inventory) {
    const Part& part = catalog.find(item.part);
    if (part.kind == PartKind::highly_nonlinear_fiber) {
      const HighlyNonlinearFiber fiber = highly_nonlinear_fiber(part);
      reach += static_cast<double>(item.quantity) * phase_per_watt(fiber) *
               launch_power_limit(fiber, rig).in(units::w);
    }
  }
  return reach;
}

std::string place_of(const GaugedStep& step) {
  std::vector<std::size_t> numbers;
  for (const std::size_t layer : step.layers) {
    numbers.push_back(layer + 1);
  }
  return fmt::format("{} {}", numbers.size() == 1 ? "layer" : "layers", fmt::join(numbers, ", "));
}

class Obstacles {
 public:
  Obstacles(const ModelDemand& demand, const RigDocument& rig, const Catalog& catalog)
      : demand_(demand), rig_(rig), catalog_(catalog) {}

  std::vector<MappingProblem> find() {
    find_at_the_ends();
    find_stages();
    const DispersionReach dispersion = dispersion_reach(rig_, catalog_);
    const double phase = nonlinear_phase_reach(rig_, catalog_);
    for (const GaugedStep& step : demand_.gauges.steps) {
      if (step.place != GaugedStep::Place::glass) {
        continue;
      }
      step.kind == GaugedStep::Kind::linear ? find_dispersion(step, dispersion)
                                            : find_nonlinear_phase(step, phase);
    }
    for (const GaugedStep& step : demand_.gauges.modulated) {
      add({.where = place_of(step),
           .parameter = "potential",
           .reason = "the bench has no phase modulator between its stages",
           .alternative = "train without a potential in this layer"});
    }
    return std::move(found_);
  }

 private:
  void add(MappingProblem problem) { found_.push_back(std::move(problem)); }

  void find_at_the_ends() {
    const core::Detection detect = demand_.model.readout.detect;
    if (detect != core::Detection::intensity && detect != core::Detection::amplitude) {
      add({.where = "readout",
           .parameter = "detect",
           .reason = "the bench has one photodiode: it sees intensity only",
           .alternative = "train with an intensity or amplitude readout"});
    }
    const double full_scale = rig_.transmitter.full_scale;
    if (demand_.largest_field > full_scale) {
      add({.where = "transmitter",
           .parameter = "full_scale",
           .wanted = demand_.largest_field,
           .limit = full_scale,
           .reason = "the generator clips the largest fields",
           .alternative = fmt::format("clip the encoding at {:.3g}, or scale the field down by "
                                      "{:.3g} and every gamma up by its square",
                                      full_scale, demand_.largest_field / full_scale)});
    }
  }

  void find_stages() {
    const std::size_t needed = stages_in_glass(demand_.gauges);
    if (needed > static_cast<std::size_t>(rig_.maximum_stages)) {
      add({.where = "model",
           .parameter = "layers",
           .wanted = static_cast<double>(needed),
           .limit = static_cast<double>(rig_.maximum_stages),
           .reason = "the bench has room for fewer stages, free steps left out",
           .alternative = "train with fewer layers, or go through the bench more than once"});
    }
  }

  void find_dispersion(const GaugedStep& step, const DispersionReach& reach) {
    const double rate = rig_.transmitter.sample_rate_gsa_per_s;
    const auto oversampling = static_cast<double>(demand_.model.frame.oversampling);
    const core::Time sample = oversampling / (rate * units::gsa_per_s);
    const double b = (demand_.gauges.conjugated ? -1.0 : 1.0) * step.value;
    const double wanted = core::dispersion_for_layer(b, sample).in(units::ps2);
    const double limit = wanted < 0.0 ? reach.minimum_ps2 : reach.maximum_ps2;
    if (std::abs(wanted) <= std::abs(limit)) {
      return;
    }
    add({.where = place_of(step),
         .parameter = "sample_rate",
         .wanted = wanted,
         .limit = limit,
         .reason = fmt::format("at {:.4g} GSa/s this dispersion takes {:.4g} ps^2, and all "
                               "dispersive parts of the bench together make {:.4g} ps^2",
                               rate / oversampling, wanted, limit),
         .alternative = faster_generator(std::abs(wanted / limit), rate)});
  }

  [[nodiscard]] static std::string faster_generator(double excess, double rate) {
    const std::string smaller =
        fmt::format("train with a beta2 that is {:.3g} times smaller", excess);
    return std::isfinite(excess) ? fmt::format("a generator of {:.4g} GSa/s, or {}",
                                               rate * std::sqrt(excess), smaller)
                                 : "add a dispersive part of that sign";
  }

  void find_nonlinear_phase(const GaugedStep& step, double reach) {
    const double wanted = (demand_.gauges.conjugated ? -1.0 : 1.0) * step.value;
    if (wanted < 0.0) {
      add({.where = place_of(step),
           .parameter = "gamma",
           .wanted = wanted,
           .reason = "silica has a positive nonlinear index, and the other layers want the other "
                     "sign",
           .alternative = "retrain with gamma >= 0 in every layer"});
    } else if (wanted > reach) {
      add({.where = place_of(step),
           .parameter = "gamma",
           .wanted = wanted,
           .limit = reach,
           .reason =
               "all highly nonlinear fibres of the bench together, each at its largest launch "
               "power, give less",
           .alternative = "train with a smaller gamma, or add a spool"});
    }
  }

  const ModelDemand& demand_;
  const RigDocument& rig_;
  const Catalog& catalog_;
  std::vector<MappingProblem> found_;
};

}  // namespace

std::size_t stages_in_glass(const core::NetworkGauges& gauges) {
  std::size_t stages = 0;
  bool follows_dispersion = false;
  for (const GaugedStep& step : gauges.steps) {
    const bool is_in_glass = step.place == GaugedStep::Place::glass;
    const bool is_linear = step.kind == GaugedStep::Kind::linear;
    stages += is_in_glass && (is_linear || !follows_dispersion) ? 1 : 0;
    follows_dispersion = is_in_glass && is_linear;
  }
  return stages;
}

std::vector<MappingProblem> model_obstacles(const ModelDemand& demand, const RigDocument& rig,
                                            const Catalog& catalog) {
  return Obstacles(demand, rig, catalog).find();
}

}  // namespace fiberloom::hal
