#pragma once

#include <fiberloom/core/dataset.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "model_data.hpp"
#include "training_run.hpp"

namespace fiberloom::app {

/// All that `fiberloom train` found out.
struct TrainingReport {
  std::string recipe_name;
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
