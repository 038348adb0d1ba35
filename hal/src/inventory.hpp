#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// Parts that are still in the cupboard while a mapping is made.
class Inventory {
 public:
  Inventory(const RigDocument& rig, const Catalog& catalog);

  /// The distinct parts of these kinds of which at least one is left, in the order of the rig document.
  [[nodiscard]] std::vector<const Part*> available(std::initializer_list<PartKind> kinds) const;
  void take(const Part& part);

 private:
  struct Stock {
    const Part* part;
    std::int64_t quantity;
  };
  std::vector<Stock> stock_;
};

/// A way to make one dispersion: a fixed module, a tunable compensator, or both.
struct DispersiveChoice {
  std::vector<const Part*> parts;
  double minimum_ps2 = 0.0;
  double maximum_ps2 = 0.0;
  double step_ps2 =
      0.0;  ///< 0: the elements are not tunable, or take any value (then minimum < maximum)
  double setting_ps2 = 0.0;
  double insertion_loss_db = 0.0;
};

/// The nearest that the available parts come to `wanted_ps2`, preferring room to tune on both sides and low loss.
/// Without parts, the choice of no part and no dispersion.
DispersiveChoice nearest_dispersion(const Inventory& inventory, double wanted_ps2,
                                    core::Wavelength wavelength);

}  // namespace fiberloom::hal
