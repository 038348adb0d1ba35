#include <fmt/format.h>

#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/stage_parts.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

double to_ps2(double ps_per_nm, core::Wavelength wavelength) {
  return core::group_delay_dispersion(ps_per_nm * units::ps_per_nm, wavelength).in(units::ps2);
}

}  // namespace

StageParts stage_parts(const StagePath& stage, const Catalog& catalog,
                       core::Wavelength wavelength) {
  StageParts parts;
  double as_sold_ps2 = 0.0;
  for (const std::string& id : stage.dispersive_parts) {
    const Part& part = catalog.find(id);
    if (part.kind != PartKind::tunable_dispersion_compensator) {
      parts.fixed.push_back(&part);
      as_sold_ps2 += to_ps2(part.accumulated_dispersion_ps_per_nm.value_or(0.0), wavelength);
    } else if (parts.tunable == nullptr) {
      parts.tunable = &part;
    } else {
      throw core::InputError("plan.settings",
                             fmt::format("stage \"{}\" has two tunable parts, {} and {}; a bench "
                                         "has one compensator a stage",
                                         stage.name, parts.tunable->id, id));
    }
  }
  // The range of the stage is that of the tunable part around the fixed ones; what is positive in ps/nm is negative in
  // ps^2, so its maximum gives the lower end.
  double fixed_ps2 = stage.minimum_dispersion_ps2;
  if (parts.tunable != nullptr) {
    fixed_ps2 -= to_ps2(parts.tunable->maximum_ps_per_nm.value_or(0.0), wavelength);
  }
  parts.fixed_dispersion = fixed_ps2 * units::ps2;
  parts.is_turned = !parts.fixed.empty() && as_sold_ps2 * fixed_ps2 < 0.0;
  if (!stage.nonlinear_part.empty()) {
    parts.nonlinear = &catalog.find(stage.nonlinear_part);
  }
  return parts;
}

}  // namespace fiberloom::hal
