#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/part.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::hal {

/// Where the numbers of a rig's parts count, and where its light is.
struct OperatingWavelength {
  double rig_nm = 1550.0;
  double light_nm = 1550.0;

  [[nodiscard]] core::Wavelength light() const;
  [[nodiscard]] double off_nm() const noexcept { return light_nm - rig_nm; }
};

/// That of a path which names none is the rig's own.
[[nodiscard]] OperatingWavelength operating_wavelength(const RigDocument& rig,
                                                       const LightPath& path);

/// Dispersion of a fibre there, ps/nm/km: as its slope tells; a fibre without one keeps what it has.
[[nodiscard]] double fiber_dispersion_at(const Part& fiber, const OperatingWavelength& wavelength);

/// Dispersion of a fixed element there, ps/nm: a fibre of that length, or a module or grating, which follows the relative
/// slope of the G.652 fibre that it is made to compensate.
[[nodiscard]] double dispersion_at(const Part& part, double length_m,
                                   const OperatingWavelength& wavelength);

/// Slope of modules and gratings over their dispersion, 1/nm: 0.058 ps/nm^2/km over 17 ps/nm/km.
inline constexpr double relative_slope_of_modules = 0.058 / 17.0;

}  // namespace fiberloom::hal
