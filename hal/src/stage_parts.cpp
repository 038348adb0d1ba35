#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

// A fibre that comes as it is ordered loses what its length does; every other part what its sheet says.
double loss_of(const Part& part, double length_m) {
  return part.insertion_loss_db.value_or(part.attenuation_db_per_km.value_or(0.0) * 1e-3 *
                                         length_m);
}

double length_of(const StagePath& stage, const Part& part) {
  const auto wound = std::ranges::find(stage.wound_fibers, part.id, &WoundFiber::part);
  return wound == stage.wound_fibers.end() ? part.length_m.value_or(0.0) : wound->length_m;
}

double dispersion_ps2(const FixedPart& fixed, const OperatingWavelength& wavelength) {
  const double ps_per_nm = dispersion_at(*fixed.part, fixed.length_m, wavelength);
  return (fixed.is_turned ? -1.0 : 1.0) * to_ps2(ps_per_nm, wavelength.light());
}

// A range that does not fit its parts comes from a file that was edited, or was made for other parts.
void check_fixed_dispersion(const StagePath& stage, const StageParts& parts,
                            const OperatingWavelength& wavelength) {
  double made_ps2 = 0.0;
  for (const FixedPart& fixed : parts.fixed) {
    made_ps2 += dispersion_ps2(fixed, wavelength);
  }
  const double said_ps2 = parts.fixed_dispersion.in(units::ps2);
  if (std::abs(made_ps2 - said_ps2) > 0.1 + 1e-3 * std::abs(made_ps2)) {
    throw core::InputError(
        "plan.settings",
        fmt::format("stage \"{}\": its fixed parts make {:.4g} ps^2, its range is around {:.4g} "
                    "ps^2; map the model anew",
                    stage.name, made_ps2, said_ps2));
  }
}

}  // namespace

std::string pad_place(const StagePath& stage) { return stage.name + "/pad"; }

std::vector<FixedPart> fixed_parts(const StagePath& stage, const Catalog& catalog) {
  std::vector<FixedPart> parts;
  for (const std::string& id : stage.dispersive_parts) {
    const Part& part = catalog.find(id);
    if (part.kind == PartKind::tunable_dispersion_compensator) {
      continue;
    }
    const auto before = std::ranges::count(parts, &part, &FixedPart::part);
    const std::string place = stage.name + "/" + id;
    const double length_m = length_of(stage, part);
    parts.push_back(
        {.part = &part,
         .place = before == 0 ? place : fmt::format("{}#{}", place, before + 1),
         .is_turned = std::ranges::find(stage.turned_parts, id) != stage.turned_parts.end(),
         .length_m = length_m,
         .insertion_loss_db = loss_of(part, length_m)});
  }
  return parts;
}

StageParts stage_parts(const StagePath& stage, const Catalog& catalog,
                       const OperatingWavelength& wavelength) {
  StageParts parts{.fixed = fixed_parts(stage, catalog)};
  for (const std::string& id : stage.dispersive_parts) {
    const Part& part = catalog.find(id);
    if (part.kind != PartKind::tunable_dispersion_compensator) {
      continue;
    }
    if (parts.tunable != nullptr) {
      throw core::InputError("plan.settings",
                             fmt::format("stage \"{}\" has two tunable parts, {} and {}; a bench "
                                         "has one compensator a stage",
                                         stage.name, parts.tunable->id, id));
    }
    parts.tunable = &part;
  }
  // The range of the stage is that of the tunable part around the fixed ones; what is positive in ps/nm is negative in
  // ps^2, so its maximum gives the lower end.
  double fixed_ps2 = stage.minimum_dispersion_ps2;
  if (parts.tunable != nullptr) {
    fixed_ps2 -= to_ps2(parts.tunable->maximum_ps_per_nm.value_or(0.0), wavelength.light());
  }
  parts.fixed_dispersion = fixed_ps2 * units::ps2;
  check_fixed_dispersion(stage, parts, wavelength);
  if (!stage.nonlinear_part.empty()) {
    parts.nonlinear = &catalog.find(stage.nonlinear_part);
  }
  return parts;
}

}  // namespace fiberloom::hal
