#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <vector>

namespace fiberloom::hal {

/// Where a rig's light may be. Both ends are the rig's own wavelength where there is nothing to tune.
struct WavelengthRange {
  double minimum_nm = 0.0;
  double maximum_nm = 0.0;

  [[nodiscard]] bool holds(double wavelength_nm) const noexcept {
    return wavelength_nm >= minimum_nm && wavelength_nm <= maximum_nm;
  }
};

/// What the laser is allowed on this bench (or what its sheet allows), within the bands of the amplifiers. A bench whose
/// stages have compensators with a channel stays where it is: their channel was put there.
[[nodiscard]] WavelengthRange wavelength_range(const RigDocument& rig, const Catalog& catalog);

/// Wavelengths at which a model is worth a try, the rig's own first: the ends of the range, the channels of the 100-GHz
/// grid, and where one fixed element, or two of them, make one of the model's layers exactly at one of the rates.
///
/// Source:  physics, section 8.3; ITU-T G.694.1 for the grid.
[[nodiscard]] std::vector<double> candidate_wavelengths(const core::Model& buildable,
                                                        const RigDocument& rig,
                                                        const Catalog& catalog,
                                                        const std::vector<double>& rates);

}  // namespace fiberloom::hal
