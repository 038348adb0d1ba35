#pragma once

#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/model_sensitivity.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// One of the numbers that a contribution rests on.
struct BudgetNumber {
  std::string name{};
  double value = 0.0;
  std::string unit{};
};

/// What one cause adds to the error.
struct ErrorContribution {
  std::string name{};         ///< "amplifier_noise"
  std::string where{};        ///< "stage 2"; empty for the whole rig
  std::string explanation{};  ///< one line
  std::vector<BudgetNumber> numbers{};
  ErrorPower power{};  ///< negative only for `interference`, where errors undo each other
};

/// The waterfall of a plan's errors against the model itself.
///
/// Errors that are drawn anew on every bench or with every shot add as powers. Those that every bench has (band limits,
/// residuals, aliasing) add as fields: each is listed by itself, and the contribution "interference" is what their sum
/// has beyond that. So the contributions always add up to `sum`.
struct ErrorBudget {
  std::vector<ErrorContribution> contributions{};
  ErrorPower sum{};  ///< over the energy of what would be there without noise
  ErrorPower
      nmse{};  ///< over all energy, as it is measured: near `sum` while that is small, never above 1
};

/// A plan on a rig that is known by the spread of its tolerances.
struct SpreadBudgetQuestion {
  const Plan& plan;
  const RigDocument& rig;
  const ModelSensitivity& sensitivity;  ///< with optics_of(rig, path)
};

/// A plan on a bench that is known down to its instruments.
struct BenchBudgetQuestion {
  const Plan& plan;
  const RigDocument& rig;  ///< with a bench
  const Catalog& catalog;
  const BenchSpread& spread;
  const ModelSensitivity& sensitivity;  ///< with optics_of(rig, path, catalog, spread)
};

/// The expected errors over all benches that the rig allows. Algebra over the sensitivities: nothing is propagated.
///
/// On a bench: as it is right after it was set up; what drifts with time or with the room's temperature from then on is
/// not in it, and neither is light above a Brillouin threshold, which no plan allows. Frames are played over and over, so
/// that no guard is needed.
/// Throws:  core::InputError "input.shape" when plan and sensitivity have different numbers of stages; "input.rig" for a
///          rig without a bench where one is asked for; "catalog.unknown_part".
/// Source:  physics of mapping, sections 5, 6 and 9, for each error at its source; how it grows comes from the twin.
[[nodiscard]] ErrorBudget error_budget(const SpreadBudgetQuestion& question);
[[nodiscard]] ErrorBudget error_budget(const BenchBudgetQuestion& question);

}  // namespace fiberloom::hal
