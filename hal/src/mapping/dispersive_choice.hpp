#pragma once

#include <fiberloom/hal/operating_wavelength.hpp>
#include <fiberloom/hal/part.hpp>
#include <vector>

#include "mapping/inventory.hpp"
#include "mapping/mapping_cost.hpp"

namespace fiberloom::hal {

/// One fixed contribution: a module, a grating either way round, a spool as it lies there or wound to order.
struct FixedElement {
  const Part* part = nullptr;
  double dispersion_ps2 = 0.0;
  bool is_turned = false;
  double wound_length_m = 0.0;  ///< 0: as it lies there
};

/// A way to make one dispersion: fixed elements, a tunable compensator, or both. Without parts, no dispersion.
struct DispersiveChoice {
  std::vector<FixedElement> fixed{};
  const Part* tunable = nullptr;
  double minimum_ps2 = 0.0;
  double maximum_ps2 = 0.0;
  double step_ps2 =
      0.0;  ///< 0: the elements are not tunable, or take any value (then minimum < maximum)
  double setting_ps2 = 0.0;
  double insertion_loss_db = 0.0;
  double uncorrectable_ps2 = 0.0;  ///< what of the parts' tolerances no setting can take back
  double squared_error_ps4 = 0.0;  ///< to be expected: residual and that
  double emission = 0.0;           ///< noise that the loss costs, relative to the light
  MappingCost cost{};

  /// Every part, as often as it is used.
  [[nodiscard]] std::vector<const Part*> parts() const;
};

/// What a layer wants, and what it costs not to get it.
struct WantedDispersion {
  double dispersion_ps2 = 0.0;
  double cost_per_ps4 = 0.0;   ///< of one ps^2 too much, squared
  double cost_of_noise = 0.0;  ///< of noise as strong as the light
  OperatingWavelength wavelength{};
};

/// Every way that is worth a look, the best first: up to three fixed elements, with and without a compensator.
///
/// The cost weighs what is left over, what no setting can take back of the tolerances, and what the loss adds to the
/// noise of the amplifier behind. The last one is "nothing".
/// Source:  physics, sections 6 and 8.3: integer combination of stock, trimmed by a tunable element.
[[nodiscard]] std::vector<DispersiveChoice> dispersive_choices(const Inventory& inventory,
                                                               const WantedDispersion& wanted);

}  // namespace fiberloom::hal
