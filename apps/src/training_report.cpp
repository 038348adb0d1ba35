#include "training_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/statistics.hpp>

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

double last_loss(const TrainedModel& run) {
  return run.state.history.empty() ? 0.0 : run.state.history.back().training_loss;
}

Json json_of_run(const TrainedModel& run, const Score& score) {
  const core::CanonicalLayers layers = core::canonical_form(run.model.layers);
  Json json{{"seed", run.seed},
            {"train_accuracy", score.train},
            {"test_accuracy", score.test},
            {"training_loss", last_loss(run)},
            {"dispersion", layers.dispersion},
            {"nonlinear_phase", layers.nonlinear_phase}};
  if (!run.state.history.empty() && run.state.history.back().validation_accuracy) {
    json["validation_accuracy"] = *run.state.history.back().validation_accuracy;
  }
  return json;
}

}  // namespace

std::string text_of(const TrainingReport& report) {
  std::string text = fmt::format("{} on {}: {} training and {} test records\n", report.recipe_name,
                                 report.data_path, report.train_records, report.test_records);
  text +=
      fmt::format("  {:<16} {:>8} {:>8} {:>8}   b | Gamma\n", "seed", "train %", "test %", "loss");
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    const core::CanonicalLayers layers = core::canonical_form(report.runs[i].model.layers);
    text += fmt::format("  {:<16} {} {:8.4f}   {} | {}\n", report.runs[i].seed,
                        percent_pair(report.scores[i].train, report.scores[i].test),
                        last_loss(report.runs[i]), list_of(layers.dispersion),
                        list_of(layers.nonlinear_phase));
  }
  if (report.runs.size() > 1) {
    const std::vector<double> tests = test_accuracies(report);
    text += fmt::format("  mean test accuracy {:.2f} % +- {:.2f} (s.d. of {} seeds)\n",
                        100.0 * core::mean(tests), 100.0 * core::standard_deviation(tests),
                        tests.size());
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
  return {{"schema", "fiberloom.train-result/1"},
          {"recipe", report.recipe_name},
          {"data", report.data_path},
          {"model", report.model_path},
          {"seed", report.runs.front().seed},
          {"train_records", report.train_records},
          {"test_records", report.test_records},
          {"runs", runs},
          {"mean_test_accuracy", core::mean(tests)},
          {"standard_deviation", core::standard_deviation(tests)},
          {"baselines", baselines}};
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
