#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/operating_wavelength.hpp>

namespace fiberloom::hal {

core::Wavelength OperatingWavelength::light() const { return light_nm * core::units::nm; }

OperatingWavelength operating_wavelength(const RigDocument& rig, const LightPath& path) {
  const double rig_nm = rig.center_wavelength_nm;
  return {.rig_nm = rig_nm, .light_nm = path.wavelength_nm > 0.0 ? path.wavelength_nm : rig_nm};
}

double fiber_dispersion_at(const Part& fiber, const OperatingWavelength& wavelength) {
  return fiber.dispersion_ps_per_nm_km.value_or(0.0) +
         fiber.slope_ps_per_nm2_km.value_or(0.0) * wavelength.off_nm();
}

double dispersion_at(const Part& part, double length_m, const OperatingWavelength& wavelength) {
  if (part.accumulated_dispersion_ps_per_nm) {
    return *part.accumulated_dispersion_ps_per_nm *
           (1.0 + relative_slope_of_modules * wavelength.off_nm());
  }
  return fiber_dispersion_at(part, wavelength) * 1e-3 * length_m;
}

}  // namespace fiberloom::hal
