#pragma once

#include <cstdint>
#include <fiberloom/calibration/calibration_store.hpp>
#include <fiberloom/calibration/fine_tuning.hpp>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/hal/run_record.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "command_line.hpp"

namespace fiberloom::app {

/// The options of every command that works on a rig.
struct RigOptions {
  std::string plan;
  std::string rig;
  std::string backend =
      "sim";  ///< "sim": drawn from tolerances; "bench": down to its instruments; "wire": those at the rig's addresses
  std::string profile = "typical";  ///< of a simulated "bench"
  std::int64_t bench = 0;           ///< which simulated bench: the seed that it is drawn by
  std::string store;  ///< folder of calibrations; empty: "calibrations" beside the plan
  bool no_calibration = false;

  [[nodiscard]] std::filesystem::path store_folder() const;
  [[nodiscard]] std::string bench_name() const;
};

/// Adds --rig, --backend, --profile, --bench, --store and --no-calibration.
void add_rig_options(CLI::App& command, RigOptions& options);

/// A model as a plan builds it, with the settings of the plan in the model's units.
struct OpenModel {
  core::Model model;  ///< the buildable one
  calibration::LayerSettings settings;
};

OpenModel open_model(const core::Model& model, const hal::Plan& plan);

/// A plan with all that it names, checked to belong together.
struct OpenPlan {
  hal::Plan plan;
  hal::RigDocument rig;
  hal::Catalog catalog{};  ///< of the rig: what it is made of may be its lab's own
  core::Model model{};     ///< the buildable one
  calibration::LayerSettings settings{};
};

/// Throws:  InputError "input.backend", "plan.infeasible", "plan.rig" (made for another rig), "plan.stale" (the model
///          has changed since); as the readers of the documents.
OpenPlan open_plan(const RigOptions& options);

/// A rig, and what keeps its watchdog quiet where it has one.
struct ConnectedRig {
  std::shared_ptr<void> heartbeat{};
  std::unique_ptr<hal::Rig> rig{};
};

/// A plan on an armed rig: the permit lives as long as this, and the light goes out with it.
class ArmedRun {
 public:
  ArmedRun(const OpenPlan& open, const RigOptions& options, core::WorkerPool& workers,
           std::stop_token stop);

  [[nodiscard]] calibration::RigSession& session() noexcept { return session_; }
  [[nodiscard]] hal::PassLedger& ledger() noexcept { return ledger_; }

  /// The task, with the twin of the calibration that is in use.
  ///
  /// Throws:  as calibration::twin_of.
  [[nodiscard]] calibration::RigTask task();

  /// The calibration in use: the plan's own, or the newest of the bench; nothing for the nominal twin.
  [[nodiscard]] const std::optional<calibration::CalibrationDocument>& calibration()
      const noexcept {
    return calibration_;
  }

  /// How the plan is put on the rig: tuned settings as they are, others compensated for what calibration found.
  [[nodiscard]] calibration::TunedRig deployment();

 private:
  const OpenPlan& open_;
  core::WorkerPool& workers_;
  std::optional<calibration::CalibrationDocument> calibration_;
  ConnectedRig rig_;
  hal::EmissionPermit permit_;
  hal::PassLedger ledger_;
  calibration::RigSession session_;
};

/// Now, as the documents write it.
std::string utc_now();

}  // namespace fiberloom::app
