#pragma once

#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/alternative.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mapping/plan_budget.hpp"
#include "mapping/virtual_rigs.hpp"

namespace fiberloom::app {

/// On what virtual rigs a plan is tried.
struct VirtualRigOptions {
  std::string backend = "sim";      ///< "sim" or "bench", as for `run`
  std::string profile = "typical";  ///< of a simulated "bench"
  std::size_t num_rigs = 200;
  std::uint64_t seed = 0;
};

/// What a plan's network is expected to do, right after it was built and once it has been calibrated.
struct Outlook {
  AccuracyPrediction as_documented{};
  AccuracyPrediction recalibrated{};
};

/// A way out, and how well it does.
struct AlternativeOutlook {
  hal::Alternative alternative{};
  std::optional<AccuracyPrediction> prediction{};  ///< with a data set
  std::optional<double> refitted{};  ///< accuracy of its digital model with a new classifier
};

/// What a mapping comes to: for a plan that can be built its errors and its outlook, for another one the ways out, the
/// best first. Without a data set there are no accuracies.
struct MapStudy {
  std::optional<PlanBudget> budget{};
  std::string no_budget{};  ///< why there is none
  std::optional<Outlook> outlook{};
  std::vector<AlternativeOutlook> alternatives{};
};

/// Progress: what is being done, and how much of it is done of how much.
using StudyProgress =
    std::function<void(const std::string& doing, std::size_t done, std::size_t total)>;

struct MapQuestion {
  const core::Model& model;
  const hal::RigDocument& rig;
  const hal::Catalog& catalog;
  const hal::Plan& plan;
  const core::Dataset* data = nullptr;  ///< null: none
  VirtualRigOptions options{};
  std::uint64_t light_seed = 0;  ///< of what an error budget sends where there are no records
};

/// Throws:  as predict_accuracy and hal::alternatives. A plan whose budget cannot be worked out (dark records) has none.
[[nodiscard]] MapStudy study_mapping(const MapQuestion& question, core::WorkerPool& workers,
                                     const StudyProgress& progress);

/// The command that trains a network which this rig can build, from what there is.
[[nodiscard]] std::string retraining_command(const std::string& model, const std::string& data,
                                             const std::string& rig);

}  // namespace fiberloom::app
