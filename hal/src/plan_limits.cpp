#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/plan_limits.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// Documents carry 15 digits: a limit that was only rounded is not a higher one.
constexpr double rounding = 1.0 + 1e-9;

// The guard of a bench reckons with what amplifiers and attenuators may be off by: 1 dB.
constexpr double guard_headroom = 1.2589;

// What the photodiode of an electro-optic element takes where its sheet does not say.
constexpr double default_photodiode_limit_w = 2e-3;

double allowed_power_w(const StagePath& path, const RigDocument& rig, const Catalog& catalog) {
  if (path.nonlinear_part.empty()) {
    return 0.0;
  }
  if (path.electro_optic) {
    const auto& limit_dbm = catalog.find(path.electro_optic->photodiode).max_input_power_dbm;
    return limit_dbm ? 1e-3 * std::pow(10.0, *limit_dbm / 10.0) : default_photodiode_limit_w;
  }
  return launch_power_limit(highly_nonlinear_fiber(catalog.find(path.nonlinear_part)), rig)
      .in(units::w);
}

void check_stage(const StagePath& path, const PlannedStage& stage, const RigDocument& rig,
                 const Catalog& catalog) {
  const double allowed_w = allowed_power_w(path, rig, catalog);
  if (path.maximum_launch_power_w > allowed_w * rounding) {
    throw core::InterlockError(
        "interlock.plan_limit",
        fmt::format(
            "plan, {}: it allows {:.4g} W, but parts and rig allow {:.4g} W; map the model anew",
            path.name, path.maximum_launch_power_w, allowed_w));
  }
  if (stage.launch_power_w > path.maximum_launch_power_w * rounding) {
    throw core::InterlockError(
        "interlock.launch_power",
        fmt::format("plan, {}: launch power {:.4g} W is above the limit of {:.4g} W; lower it",
                    path.name, stage.launch_power_w, path.maximum_launch_power_w));
  }
  const double slack =
      1e-9 * std::max(std::abs(path.minimum_dispersion_ps2), std::abs(path.maximum_dispersion_ps2));
  if (stage.dispersion_ps2 < path.minimum_dispersion_ps2 - slack ||
      stage.dispersion_ps2 > path.maximum_dispersion_ps2 + slack) {
    throw core::InputError(
        "plan.settings",
        fmt::format(
            "plan, {}: dispersion {:.4g} ps^2 is outside {:.4g} to {:.4g} ps^2; map the model anew",
            path.name, stage.dispersion_ps2, path.minimum_dispersion_ps2,
            path.maximum_dispersion_ps2));
  }
}

}  // namespace

core::Power launch_power_limit(const HighlyNonlinearFiber& fiber, const RigDocument& rig) {
  const core::Power from_amplifier =
      rig.amplifier_maximum_output_w / end_loss(fiber).to_power_ratio() * units::w;
  const core::Power limit =
      std::min(from_amplifier, brillouin_threshold(fiber, rig.line_broadening_mhz * units::mhz));
  return rig.bench ? limit / guard_headroom : limit;
}

void check_plan_limits(const Plan& plan, const RigDocument& rig, const Catalog& catalog) {
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    check_stage(plan.light_path.stages[m], plan.stages[m], rig, catalog);
  }
}

}  // namespace fiberloom::hal
