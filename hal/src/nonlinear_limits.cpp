#include <fmt/format.h>

#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>

namespace fiberloom::hal {

namespace units = core::units;

HighlyNonlinearFiber highly_nonlinear_fiber(const Part& part) {
  const bool is_complete = part.length_m && part.attenuation_db_per_km && part.insertion_loss_db &&
                           part.gamma_per_w_km && part.effective_area_um2;
  if (part.kind != PartKind::highly_nonlinear_fiber || !is_complete) {
    throw core::InputError(
        "catalog.wrong_kind",
        fmt::format(
            "part \"{}\" is not a complete highly_nonlinear_fiber but a {}; choose another part",
            part.id, name_of(part.kind)));
  }
  return {.length = *part.length_m * units::m,
          .attenuation = *part.attenuation_db_per_km * units::db_per_km,
          .insertion_loss = core::Decibel(*part.insertion_loss_db),
          .gamma = *part.gamma_per_w_km * units::per_w_km,
          .effective_area = *part.effective_area_um2 * units::um2};
}

core::Length effective_length(const HighlyNonlinearFiber& fiber) {
  return core::effective_length(fiber.attenuation, fiber.length);
}

double phase_per_watt(const HighlyNonlinearFiber& fiber) {
  return core::nonlinear_phase(fiber.gamma, effective_length(fiber), 1.0 * units::w);
}

core::Decibel end_loss(const HighlyNonlinearFiber& fiber) {
  const core::Decibel ends =
      fiber.insertion_loss - core::loss_over(fiber.attenuation, fiber.length);
  return core::Decibel(ends.value() / 2.0);
}

core::Power brillouin_threshold(core::Area effective_area, core::Length effective_length,
                                core::Frequency source_linewidth,
                                const BrillouinScattering& scattering) {
  const bool is_physical =
      effective_area > core::Area{} && effective_length > core::Length{} &&
      source_linewidth >= core::Frequency{} && scattering.gain > core::ScatteringGain{} &&
      scattering.polarization_factor > 0.0 && scattering.linewidth > core::Frequency{};
  if (!is_physical) {
    throw core::InputError("input.domain",
                           "Brillouin threshold: area, length, gain, polarisation factor and "
                           "Brillouin linewidth must be "
                           "positive, the linewidth of the source not negative");
  }
  // 21: the critical exponential gain of spontaneous scattering in a long fibre.
  const core::Power narrow =
      21.0 * scattering.polarization_factor * effective_area / (scattering.gain * effective_length);
  return narrow * (1.0 + source_linewidth / scattering.linewidth);
}

core::Power brillouin_threshold(const HighlyNonlinearFiber& fiber, core::Frequency source_linewidth,
                                const BrillouinScattering& scattering) {
  return brillouin_threshold(fiber.effective_area, effective_length(fiber), source_linewidth,
                             scattering);
}

}  // namespace fiberloom::hal
