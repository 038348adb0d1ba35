#pragma once

#include <fiberloom/core/dataset.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "model_data.hpp"
#include "training_run.hpp"

namespace fiberloom::app {

/// Which of several runs gives the model that is saved, and why. Test accuracies have no say.
struct Choice {
  std::size_t run = 0;
  std::string reason;
};

/// The run with the best validation accuracy (the lower training loss, of equals), or with the lowest training loss
/// where no records were set aside.
Choice best_run(const std::vector<TrainedModel>& runs);

/// The epoch whose parameters a run ended with.
const core::EpochRecord& final_epoch(const TrainedModel& run);

/// All that `fiberloom train` found out.
struct TrainingReport {
  std::string recipe_name;
  core::TrainingOptions options{};
  std::string rig_name{};  ///< empty: trained without a rig
  Choice choice{};
  std::string data_path;
  std::string model_path;
  std::vector<TrainedModel> runs;
  std::vector<Score> scores;  ///< of the runs, in their order
  std::vector<Score> baselines;
  std::size_t train_records = 0;
  std::size_t test_records = 0;
};

std::string text_of(const TrainingReport& report);
Json json_of(const TrainingReport& report);

/// Document "fiberloom.learning-curve/1": every epoch of every run.
Json learning_curves(const TrainingReport& report);

}  // namespace fiberloom::app
