#include "inventory.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <tuple>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// A tunable element should reach this share of the wanted dispersion to either side, so that a bench that deviates can
// be set right.
constexpr double headroom = 0.2;

double to_ps2(double ps_per_nm, core::Wavelength wavelength) {
  return core::group_delay_dispersion(ps_per_nm * units::ps_per_nm, wavelength).in(units::ps2);
}

// The fixed contributions on offer: nothing, each module, and each reversible module turned around.
struct FixedElement {
  const Part* part = nullptr;
  double dispersion_ps2 = 0.0;
};

std::vector<FixedElement> fixed_elements(const Inventory& inventory, core::Wavelength wavelength) {
  std::vector<FixedElement> elements{{}};
  for (const Part* part :
       inventory.available({PartKind::dispersive_module, PartKind::chirped_grating})) {
    const double dispersion = to_ps2(*part->accumulated_dispersion_ps_per_nm, wavelength);
    elements.push_back({.part = part, .dispersion_ps2 = dispersion});
    if (part->reversible.value_or(false)) {
      elements.push_back({.part = part, .dispersion_ps2 = -dispersion});
    }
  }
  return elements;
}

DispersiveChoice combine(const FixedElement& fixed, const Part* tunable, double wanted_ps2,
                         core::Wavelength wavelength) {
  DispersiveChoice choice;
  choice.minimum_ps2 = choice.maximum_ps2 = choice.setting_ps2 = fixed.dispersion_ps2;
  if (fixed.part != nullptr) {
    choice.parts.push_back(fixed.part);
    choice.insertion_loss_db += fixed.part->insertion_loss_db.value_or(0.0);
  }
  if (tunable != nullptr) {
    // Dispersion in ps^2 has the opposite sign of dispersion in ps/nm: the ends change places.
    choice.minimum_ps2 += to_ps2(*tunable->maximum_ps_per_nm, wavelength);
    choice.maximum_ps2 += to_ps2(*tunable->minimum_ps_per_nm, wavelength);
    choice.step_ps2 = std::abs(to_ps2(*tunable->step_ps_per_nm, wavelength));
    choice.setting_ps2 = std::clamp(wanted_ps2, choice.minimum_ps2, choice.maximum_ps2);
    if (choice.step_ps2 > 0.0) {
      const double wanted = (choice.setting_ps2 - choice.minimum_ps2) / choice.step_ps2;
      const double last =
          std::floor((choice.maximum_ps2 - choice.minimum_ps2) / choice.step_ps2 + 1e-9);
      choice.setting_ps2 =
          choice.minimum_ps2 + std::min(std::round(wanted), last) * choice.step_ps2;
    }
    choice.parts.push_back(tunable);
    choice.insertion_loss_db += tunable->insertion_loss_db.value_or(0.0);
  }
  return choice;
}

// Smaller is better. Residuals that differ by less than a hundredth of what is wanted count as equal.
std::tuple<double, bool, double> rank(const DispersiveChoice& choice, double wanted_ps2) {
  const double resolution = std::max(0.01 * std::abs(wanted_ps2), 1e-6);
  const double residual = std::floor(std::abs(choice.setting_ps2 - wanted_ps2) / resolution);
  const double reach = headroom * std::abs(wanted_ps2);
  const bool cramped =
      choice.minimum_ps2 > wanted_ps2 - reach || choice.maximum_ps2 < wanted_ps2 + reach;
  return {residual, cramped, choice.insertion_loss_db};
}

}  // namespace

Inventory::Inventory(const RigDocument& rig, const Catalog& catalog) {
  for (const InventoryItem& item : rig.inventory) {
    stock_.push_back({.part = &catalog.find(item.part), .quantity = item.quantity});
  }
}

std::vector<const Part*> Inventory::available(std::initializer_list<PartKind> kinds) const {
  std::vector<const Part*> parts;
  for (const Stock& stock : stock_) {
    if (stock.quantity > 0 && std::ranges::find(kinds, stock.part->kind) != kinds.end()) {
      parts.push_back(stock.part);
    }
  }
  return parts;
}

void Inventory::take(const Part& part) {
  for (Stock& stock : stock_) {
    if (stock.part == &part && stock.quantity > 0) {
      --stock.quantity;
      return;
    }
  }
}

DispersiveChoice nearest_dispersion(const Inventory& inventory, double wanted_ps2,
                                    core::Wavelength wavelength) {
  if (wanted_ps2 == 0.0) {
    return {};
  }
  std::vector<const Part*> tunables =
      inventory.available({PartKind::tunable_dispersion_compensator});
  tunables.insert(tunables.begin(), nullptr);
  DispersiveChoice best;
  for (const FixedElement& fixed : fixed_elements(inventory, wavelength)) {
    for (const Part* tunable : tunables) {
      const DispersiveChoice choice = combine(fixed, tunable, wanted_ps2, wavelength);
      if (rank(choice, wanted_ps2) < rank(best, wanted_ps2)) {
        best = choice;
      }
    }
  }
  return best;
}

}  // namespace fiberloom::hal
