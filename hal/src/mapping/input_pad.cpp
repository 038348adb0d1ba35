#include "mapping/input_pad.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/stage_parts.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

constexpr double largest_phase_rad = 0.02;
constexpr double default_gamma_per_w_km = 1.3;

double fiber_phase_per_watt(const StagePath& stage, const Catalog& catalog) {
  double sum = 0.0;
  for (const FixedPart& fixed : fixed_parts(stage, catalog)) {
    if (fixed.part->kind == PartKind::transmission_fiber) {
      const core::Length effective =
          core::effective_length(fixed.part->attenuation_db_per_km.value_or(0.0) * units::db_per_km,
                                 fixed.length_m * units::m);
      sum += fixed.part->gamma_per_w_km.value_or(default_gamma_per_w_km) * effective.in(units::km);
    }
  }
  return sum;
}

}  // namespace

void place_input_pads(Plan& plan, const Catalog& catalog) {
  for (std::size_t m = 1; m < plan.stages.size(); ++m) {
    const StagePath& before = plan.light_path.stages[m - 1];
    const double loss_db =
        before.nonlinear_part.empty()
            ? 0.0
            : catalog.find(before.nonlinear_part).insertion_loss_db.value_or(0.0);
    const double arriving_w = plan.stages[m - 1].launch_power_w * std::pow(10.0, -loss_db / 10.0);
    StagePath& stage = plan.light_path.stages[m];
    const double phase = fiber_phase_per_watt(stage, catalog) * arriving_w;
    if (phase > largest_phase_rad) {
      stage.input_pad_db = std::ceil(10.0 * std::log10(phase / largest_phase_rad));
      plan.stages[m].insertion_loss_db += stage.input_pad_db;
    }
  }
}

}  // namespace fiberloom::hal
