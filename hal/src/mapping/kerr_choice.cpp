#include "mapping/kerr_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/plan_limits.hpp>
#include <numeric>

#include "mapping/hardest_first.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

double maximum_phase(const KerrChoice& spool) {
  return spool.phase_per_watt_rad * spool.maximum_power_w;
}

KerrChoice rated(const Part& part, const RigDocument& rig) {
  const HighlyNonlinearFiber fiber = highly_nonlinear_fiber(part);
  const core::Power threshold = brillouin_threshold(fiber, rig.line_broadening_mhz * units::mhz);
  return {.part = &part,
          .phase_per_watt_rad = phase_per_watt(fiber),
          .maximum_power_w = launch_power_limit(fiber, rig).in(units::w),
          .brillouin_threshold_w = threshold.in(units::w),
          .insertion_loss_db = part.insertion_loss_db.value_or(0.0)};
}

KerrChoice strongest_spool(const RigDocument& rig, const Inventory& inventory) {
  KerrChoice best;
  for (const Part* part : inventory.available({PartKind::highly_nonlinear_fiber})) {
    const KerrChoice spool = rated(*part, rig);
    if (maximum_phase(spool) > maximum_phase(best)) {
      best = spool;
    }
  }
  return best;
}

std::string layer_name(std::size_t layer) { return fmt::format("layer {}", layer + 1); }

KerrChoice missing(std::size_t layer, double wanted, std::string reason, std::string alternative) {
  return {.layer = layer,
          .residual_rad = -wanted,
          .problem = MappingProblem{.where = layer_name(layer),
                                    .parameter = "gamma",
                                    .wanted = wanted,
                                    .reason = std::move(reason),
                                    .alternative = std::move(alternative)}};
}

KerrChoice no_spool_left(std::size_t layer, double wanted) {
  return missing(layer, wanted, "no highly nonlinear fibre is left in the inventory",
                 "add a spool, or train with fewer nonlinear layers");
}

MappingProblem power_limit(const KerrChoice& spool, double wanted) {
  const bool brillouin = spool.maximum_power_w == spool.brillouin_threshold_w;
  return {.where = layer_name(spool.layer),
          .parameter = "gamma",
          .wanted = wanted,
          .limit = maximum_phase(spool),
          .reason = fmt::format("{} limits the launch power into {} to {:.3g} W",
                                brillouin ? "stimulated Brillouin scattering" : "the amplifier",
                                spool.part->id, spool.maximum_power_w),
          .alternative =
              fmt::format("train with gamma <= {:.3g}, or {}", maximum_phase(spool),
                          brillouin ? "broaden the carrier further" : "use a stronger amplifier")};
}

KerrChoice driven(std::size_t layer, double wanted, KerrChoice spool) {
  spool.layer = layer;
  spool.launch_power_w = std::min(wanted / spool.phase_per_watt_rad, spool.maximum_power_w);
  spool.residual_rad = spool.launch_power_w * spool.phase_per_watt_rad - wanted;
  if (wanted > maximum_phase(spool)) {
    spool.problem = power_limit(spool, wanted);
  }
  return spool;
}

}  // namespace

std::vector<KerrChoice> choose_spools(const KerrQuestion& question, Inventory& inventory) {
  std::vector<KerrChoice> result;
  for (const std::size_t m : hardest_first(question.nonlinear_phases)) {
    const double wanted = question.nonlinear_phases[m];
    if (wanted < 0.0) {
      result.push_back(
          missing(m, wanted,
                  "silica has a positive nonlinear index, and the other layers want the other sign",
                  "retrain with gamma >= 0 in every layer"));
      continue;
    }
    const KerrChoice spool = strongest_spool(question.rig, inventory);
    if (spool.part == nullptr) {
      result.push_back(no_spool_left(m, wanted));
      continue;
    }
    inventory.take(*spool.part);
    result.push_back(driven(m, wanted, spool));
  }
  return result;
}

std::vector<KerrChoice> choose_one_spool(const KerrQuestion& question, Inventory& inventory) {
  const KerrChoice spool = strongest_spool(question.rig, inventory);
  if (spool.part != nullptr) {
    inventory.take(*spool.part);
  }
  std::vector<KerrChoice> result;
  for (const std::size_t m : hardest_first(question.nonlinear_phases)) {
    const double wanted = question.nonlinear_phases[m];
    if (spool.part == nullptr) {
      result.push_back(no_spool_left(m, wanted));
      continue;
    }
    KerrChoice choice = driven(m, std::abs(wanted), spool);
    choice.residual_rad = std::copysign(choice.residual_rad, choice.residual_rad * wanted);
    choice.phase_per_watt_rad = std::copysign(choice.phase_per_watt_rad, wanted);
    result.push_back(choice);
  }
  return result;
}

}  // namespace fiberloom::hal
