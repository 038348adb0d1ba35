#include "stage_gratings.hpp"

#include <algorithm>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/stage_parts.hpp>

namespace fiberloom::hal {

namespace units = core::units;

std::vector<StageGrating> stage_gratings(const Plan& plan, std::size_t stage,
                                         const RigDocument& rig, const Catalog& catalog) {
  const OperatingWavelength wavelength = operating_wavelength(rig, plan.light_path);
  const StageParts parts = stage_parts(plan.light_path.stages.at(stage), catalog, wavelength);
  std::vector<StageGrating> gratings;
  for (const FixedPart& fixed : parts.fixed) {
    gratings.push_back(
        {.name = fixed.part->id,
         .part = fixed.part,
         .dispersion_ps_per_nm = dispersion_at(*fixed.part, fixed.length_m, wavelength),
         .orientation = fixed.is_turned ? -1.0 : 1.0});
  }
  const std::string& compensator = rig.bench->stages.at(stage).dispersion_compensator;
  const auto instrument =
      std::ranges::find(rig.bench->instruments, compensator, &InstrumentSpec::name);
  if (instrument == rig.bench->instruments.end() || instrument->part.empty()) {
    return gratings;
  }
  StageGrating tunable{
      .name = compensator, .part = &catalog.find(instrument->part), .is_tunable = true};
  if (parts.tunable != nullptr) {
    const core::GroupDelayDispersion trim =
        plan.stages.at(stage).dispersion_ps2 * units::ps2 - parts.fixed_dispersion;
    tunable.dispersion_ps_per_nm =
        core::accumulated_dispersion(trim, wavelength.light()).in(units::ps_per_nm);
  }
  gratings.push_back(tunable);
  return gratings;
}

}  // namespace fiberloom::hal
