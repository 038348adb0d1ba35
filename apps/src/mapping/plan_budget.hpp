#pragma once

#include <cstddef>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/error_budget.hpp>
#include <fiberloom/hal/expected_loss.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::app {

/// How much error of the trace one number of a stage makes: NMSE for an error of 1, small errors grow with the square.
struct StageSlopes {
  double b = 0.0;                ///< per samples^4
  double nonlinear_phase = 0.0;  ///< per rad^2
};

/// What a plan's errors are expected to come to, before anything is calibrated.
struct PlanBudget {
  hal::ErrorBudget errors{};
  std::string light{};   ///< the frames that it was worked out for
  std::string spread{};  ///< what the rig was taken to be
  std::vector<StageSlopes> stages{};
  double readout_delay = 0.0;               ///< NMSE of the trace for a delay of one model sample
  std::optional<hal::ExpectedLoss> loss{};  ///< with records and a classifier of intensities

  /// F = |<u,v>|^2 / (<u,u> <v,v>) of the field at the photodiode: 1 - NMSE after the best complex gain.
  [[nodiscard]] double fidelity() const { return 1.0 - errors.nmse.field; }
};

struct BudgetQuestion {
  const core::Model& model;  ///< as it was trained
  const hal::RigDocument& rig;
  const hal::Catalog& catalog;
  const hal::Plan& plan;
  const core::Dataset* data = nullptr;  ///< null: seeded light instead of records
  std::string profile = "typical";      ///< of a rig with a bench
  std::size_t frames = 24;
  std::uint64_t seed = 0;
};

/// Why there is no budget for this plan; empty where there is one: all-optical cascades that can be built.
[[nodiscard]] std::string why_no_budget(const hal::Plan& plan);

/// The waterfall of a plan: down to the instruments where the rig has a bench, from its tolerances where it has none.
///
/// Frames are training records as the model encodes them, or circular Gaussian light in half the band.
/// Throws:  as hal::sensitivities and hal::error_budget.
[[nodiscard]] PlanBudget plan_budget(const BudgetQuestion& question, core::WorkerPool& workers);

/// Notes in the plan the strongest spectral line of the records in each nonlinear fibre. Without records nothing is known,
/// and the plan stays as it is.
///
/// Throws:  as hal::count_brillouin_lines.
void note_brillouin_lines(hal::Plan& plan, const BudgetQuestion& question,
                          core::WorkerPool& workers);

/// The same plan with launch powers that make up for residual dispersion, as that light sees it; a plan that has no
/// budget stays as it is.
///
/// Throws:  as hal::sensitivities.
[[nodiscard]] hal::Plan refined_plan(const BudgetQuestion& question, core::WorkerPool& workers);

}  // namespace fiberloom::app
