#include "training_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/statistics.hpp>
#include <iterator>
#include <utility>

namespace fiberloom::app {
namespace {

std::string list_of(std::span<const double> values) {
  std::string text;
  for (const double value : values) {
    text += fmt::format("{}{:.3g}", text.empty() ? "" : " ", value);
  }
  return text;
}

std::string percent_pair(double train, double test) {
  return fmt::format("{:8.2f} {:8.2f}", 100.0 * train, 100.0 * test);
}

std::vector<double> test_accuracies(const TrainingReport& report) {
  std::vector<double> values;
  std::ranges::transform(report.scores, std::back_inserter(values),
                         [](const Score& score) { return score.test; });
  return values;
}

std::vector<double> validation_accuracies(const TrainingReport& report) {
  std::vector<double> values;
  for (const TrainedModel& run : report.runs) {
    if (const auto& accuracy = final_epoch(run).validation_accuracy) {
      values.push_back(*accuracy);
    }
  }
  return values;
}

// Without the loss gauge, where there is one: further operators and several cascades side by side have none, and then
// the numbers stand as trained.
core::CanonicalLayers numbers_of(const core::Model& model) {
  const core::LayerParameters& layers = model.layers;
  if (layers.others.empty() && model.shots == 1) {
    return core::canonical_form(layers);
  }
  return {.dispersion = layers.beta2, .nonlinear_phase = layers.gamma};
}

Json json_of_run(const TrainedModel& run, const Score& score) {
  const core::CanonicalLayers layers = numbers_of(run.model);
  const core::EpochRecord& last = final_epoch(run);
  Json json{{"seed", run.seed},
            {"train_accuracy", score.train},
            {"test_accuracy", score.test},
            {"training_loss", last.training_loss},
            {"epochs", run.state.epochs_done},
            {"epoch", last.epoch},
            {"dispersion", layers.dispersion},
            {"nonlinear_phase", layers.nonlinear_phase}};
  if (last.validation_accuracy) {
    json["validation_accuracy"] = *last.validation_accuracy;
  }
  for (const auto& [name, values] : run.model.layers.others) {
    json["operators"][name] = std::vector<double>(values.values().begin(), values.values().end());
  }
  return json;
}

std::string mean_line(const char* what, const std::vector<double>& shares) {
  return fmt::format("  mean {} accuracy {:.2f} % +- {:.2f} (s.d. of {} seeds)\n", what,
                     100.0 * core::mean(shares), 100.0 * core::standard_deviation(shares),
                     shares.size());
}

std::string run_line(const TrainedModel& run, const Score& score) {
  const core::CanonicalLayers layers = numbers_of(run.model);
  const core::EpochRecord& last = final_epoch(run);
  const std::string validation =
      last.validation_accuracy ? fmt::format("{:7.2f}", 100.0 * *last.validation_accuracy) : "";
  return fmt::format("  {:<16} {} {:>7} {:8.4f} {:>6}   {} | {}\n", run.seed,
                     percent_pair(score.train, score.test), validation, last.training_loss,
                     last.epoch, list_of(layers.dispersion), list_of(layers.nonlinear_phase));
}

}  // namespace

const core::EpochRecord& final_epoch(const TrainedModel& run) {
  const core::TrainingState& state = run.state;
  return state.best ? state.history.at(static_cast<std::size_t>(state.best->epoch - 1))
                    : state.history.back();
}

Choice best_run(const std::vector<TrainedModel>& runs) {
  const auto is_worse = [](const TrainedModel& a, const TrainedModel& b) {
    const core::EpochRecord& one = final_epoch(a);
    const core::EpochRecord& other = final_epoch(b);
    return std::pair(one.validation_accuracy, -one.training_loss) <
           std::pair(other.validation_accuracy, -other.training_loss);
  };
  const auto best = std::ranges::max_element(runs, is_worse);  // the first of equals
  const bool is_validated = final_epoch(*best).validation_accuracy.has_value();
  return {.run = static_cast<std::size_t>(best - runs.begin()),
          .reason = runs.size() == 1 ? "the only seed"
                    : is_validated   ? "best validation accuracy"
                                     : "lowest training loss"};
}

std::string text_of(const TrainingReport& report) {
  std::string text = fmt::format("{} on {}: {} training and {} test records\n", report.recipe_name,
                                 report.data_path, report.train_records, report.test_records);
  text += fmt::format("  {:<16} {:>8} {:>8} {:>7} {:>8} {:>6}   b | Gamma\n", "seed", "train %",
                      "test %", "valid %", "loss", "epoch");
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    text += run_line(report.runs[i], report.scores[i]);
  }
  if (report.runs.size() > 1) {
    text += mean_line("test", test_accuracies(report));
    if (const std::vector<double> validation = validation_accuracies(report); !validation.empty()) {
      text += mean_line("validation", validation);
    }
  }
  for (const Score& score : report.baselines) {
    text += fmt::format("  {:<16} {}            without light\n", score.name,
                        percent_pair(score.train, score.test));
  }
  return text;
}

Json json_of(const TrainingReport& report) {
  Json runs = Json::array();
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    runs.push_back(json_of_run(report.runs[i], report.scores[i]));
  }
  Json baselines = Json::array();
  for (const Score& score : report.baselines) {
    baselines.push_back(
        {{"name", score.name}, {"train_accuracy", score.train}, {"test_accuracy", score.test}});
  }
  const std::vector<double> tests = test_accuracies(report);
  Json json{{"schema", "fiberloom.train-result/1"},
            {"recipe", report.recipe_name},
            {"data", report.data_path},
            {"model", report.model_path},
            {"seed", report.runs.front().seed},
            {"saved_seed", report.runs[report.choice.run].seed},
            {"saved_for", report.choice.reason},
            {"train_records", report.train_records},
            {"test_records", report.test_records},
            {"runs", runs},
            {"mean_test_accuracy", core::mean(tests)},
            {"standard_deviation", core::standard_deviation(tests)},
            {"baselines", baselines}};
  if (const std::vector<double> validation = validation_accuracies(report); !validation.empty()) {
    json["mean_validation_accuracy"] = core::mean(validation);
    json["validation_standard_deviation"] = core::standard_deviation(validation);
  }
  if (!report.rig_name.empty()) {
    json["rig"] = report.rig_name;
  }
  return json;
}

Json learning_curves(const TrainingReport& report) {
  Json runs = Json::array();
  for (const TrainedModel& run : report.runs) {
    Json epochs = Json::array();
    for (const core::EpochRecord& record : run.state.history) {
      Json epoch{{"epoch", record.epoch},
                 {"training_loss", record.training_loss},
                 {"training_accuracy", record.training_accuracy},
                 {"parameters", record.parameters}};
      if (record.validation_accuracy) {
        epoch["validation_accuracy"] = *record.validation_accuracy;
      }
      epochs.push_back(std::move(epoch));
    }
    runs.push_back({{"seed", run.seed}, {"epochs", std::move(epochs)}});
  }
  return {{"schema", "fiberloom.learning-curve/1"},
          {"recipe", report.recipe_name},
          {"data", report.data_path},
          {"runs", runs}};
}

}  // namespace fiberloom::app
