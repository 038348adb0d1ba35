#pragma once

#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>
#include <span>
#include <vector>

#include "mapping/inventory.hpp"

namespace fiberloom::hal {

/// What a layer gets for its nonlinear phase, and what it misses.
struct KerrChoice {
  std::size_t layer = 0;
  const Part* part = nullptr;  ///< null for none
  double phase_per_watt_rad = 0.0;
  double maximum_power_w = 0.0;
  double brillouin_threshold_w = 0.0;
  double insertion_loss_db = 0.0;
  double launch_power_w = 0.0;
  double residual_rad = 0.0;
  double imperfection_nmse = 0.0;  ///< of an element that is not quite a Kerr element
  std::optional<ElectroOpticKerr> electro_optic{};
  std::optional<MappingProblem> problem{};
};

/// What nonlinear elements are chosen for.
struct KerrQuestion {
  std::span<const double> nonlinear_phases;  ///< [layers]
  const RigDocument& rig;
  const LightPath& path;
};

/// One element for each layer that wants a nonlinear phase; parts are taken out of the inventory.
using KerrChooser = std::vector<KerrChoice> (*)(const KerrQuestion& question, Inventory& inventory);

/// Spools, the strongest to the layer that wants most.
[[nodiscard]] std::vector<KerrChoice> choose_spools(const KerrQuestion& question,
                                                    Inventory& inventory);

/// The strongest spool for all layers, one after the other; signs are made by conjugating the signal between passes.
[[nodiscard]] std::vector<KerrChoice> choose_one_spool(const KerrQuestion& question,
                                                       Inventory& inventory);

/// Photodiodes at taps and phase modulators behind them.
///
/// Source:  physics, section 4.2: error over bandwidth, drive voltage.
[[nodiscard]] std::vector<KerrChoice> choose_electro_optic(const KerrQuestion& question,
                                                           Inventory& inventory);

}  // namespace fiberloom::hal
