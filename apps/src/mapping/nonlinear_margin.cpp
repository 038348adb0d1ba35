#include "mapping/nonlinear_margin.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/raman_scattering.hpp>

namespace fiberloom::app {
namespace {

namespace units = core::units;

double to_dbm(double watts) { return 10.0 * std::log10(1e3 * std::max(watts, 1e-30)); }

}  // namespace

std::optional<double> NonlinearMargin::margin_db() const {
  return limit_dbm ? std::optional(*limit_dbm - launch_dbm) : std::nullopt;
}

std::vector<NonlinearMargin> nonlinear_margins(const hal::Plan& plan, const hal::RigDocument& rig,
                                               const hal::Catalog& catalog) {
  std::vector<NonlinearMargin> margins;
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const hal::StagePath& path = plan.light_path.stages[m];
    const hal::PlannedStage& stage = plan.stages[m];
    if (path.nonlinear_part.empty() || path.electro_optic || stage.launch_power_w <= 0.0) {
      continue;
    }
    const hal::Part& part = catalog.find(path.nonlinear_part);
    const hal::HighlyNonlinearFiber fiber = hal::highly_nonlinear_fiber(part);
    const auto add = [&](const char* effect, std::optional<double> limit_dbm) {
      margins.push_back({.stage = path.name,
                         .effect = effect,
                         .launch_dbm = to_dbm(stage.launch_power_w),
                         .limit_dbm = limit_dbm});
    };
    add("Brillouin scattering", to_dbm(stage.brillouin_threshold_w));
    if (stage.strongest_line_w > 0.0) {
      add("Brillouin scattering, strongest line", to_dbm(stage.brillouin_threshold_w));
      margins.back().launch_dbm = to_dbm(stage.strongest_line_w);
    }
    add("Raman scattering", to_dbm(hal::raman_threshold(fiber).in(units::w)));
    add("amplifier output", to_dbm(rig.amplifier_maximum_output_w) - hal::end_loss(fiber).value());
    add("damage", part.max_input_power_dbm);
  }
  return margins;
}

}  // namespace fiberloom::app
