#pragma once

#include <cstdint>
#include <fiberloom/calibration/ladder.hpp>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/training.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "model_data.hpp"

namespace fiberloom::app {

/// One of the demo's tasks: which data, which recipe, and the recipe of the fair arm without nonlinearity, if any.
struct DemoTask {
  std::string letter;  ///< "A"
  std::string title;
  std::string data;  ///< folder below the demo's data
  std::string recipe;
  std::string ablation;  ///< empty for none
};

/// The tasks that can be asked for: A, B and T.
const std::vector<DemoTask>& demo_tasks();

/// A model as it came out of digital training.
struct DemoModel {
  core::Model model;
  core::TrainingState state;
  Score score;
};

/// One rung of the ladder on one bench, reached in two ways.
struct WireRung {
  std::string name{};
  double in_process_accuracy = 0.0;  ///< on the test records
  double wire_accuracy = 0.0;
};

/// A task on one bench of instruments, simulated in process, and once more as a virtual bench behind sockets and serial
/// lines that the shipped drivers talk to.
struct WireResult {
  std::string rig{};
  std::string profile{};
  std::int64_t bench = 0;
  std::size_t num_instruments = 0;
  std::size_t num_test_records = 0;
  std::vector<WireRung> rungs{};  ///< deployed, readout only
};

/// What one task gave, from training to the last rung on the last bench.
struct DemoResult {
  DemoTask task;
  hal::RigDocument rig;
  core::Dataset data{};
  DemoModel trained{};
  std::vector<DemoModel> ablation{};  ///< none or one
  std::vector<Score> baselines{};
  hal::Plan plan{};
  std::vector<calibration::Ladder> benches{};
  WireResult wire{};
};

}  // namespace fiberloom::app
