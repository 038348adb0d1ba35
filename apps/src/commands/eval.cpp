#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fiberloom/core/linear_classifier.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/sampling.hpp>
#include <fiberloom/core/statistics.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <memory>

#include "command_line.hpp"
#include "model_data.hpp"

namespace fiberloom::app {
namespace {

constexpr std::size_t most_timed_records = 200;

struct EvalOptions {
  std::string model;
  std::string data;
};

struct SplitResult {
  std::size_t correct = 0;
  std::vector<std::vector<std::size_t>> confusion;  // [true class][predicted class]

  [[nodiscard]] std::size_t total() const {
    std::size_t sum = 0;
    for (const auto& row : confusion) {
      for (const std::size_t count : row) {
        sum += count;
      }
    }
    return sum;
  }
  [[nodiscard]] double accuracy() const {
    return static_cast<double>(correct) / static_cast<double>(total());
  }
};

SplitResult judge(const core::Model& model, core::Network& network,
                  const core::LabelledSeries& split) {
  const std::size_t num_classes = model.classifier->num_classes();
  SplitResult result{.confusion =
                         std::vector(num_classes, std::vector<std::size_t>(num_classes, 0))};
  const std::vector<std::int64_t> predicted =
      core::predict(*model.classifier, network.features(split.series));
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    result.correct += predicted[i] == split.labels[i] ? 1U : 0U;
    ++result.confusion[static_cast<std::size_t>(split.labels[i])]
                      [static_cast<std::size_t>(predicted[i])];
  }
  return result;
}

// Microseconds from a record to its class, one record at a time on one thread; the median of some.
double median_latency(const core::Model& model, const core::LabelledSeries& split) {
  core::WorkerPool alone(1);
  core::Network network(model, alone);
  std::vector<double> times;
  for (std::size_t i = 0; i < std::min(most_timed_records, split.labels.size()); ++i) {
    const std::size_t rows[] = {i};
    const core::InputBatch record = core::subset(split, rows).series;
    const auto begin = std::chrono::steady_clock::now();
    (void)core::predict(*model.classifier, network.features(record));
    times.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  return core::median(times);
}

std::string accuracy_line(const char* name, const SplitResult& result) {
  const core::Interval interval = core::wilson_interval(result.correct, result.total());
  return fmt::format("  {:<16}{:6.2f} %   {:.1f} to {:.1f} % at 95 %   {} of {}\n", name,
                     100.0 * result.accuracy(), 100.0 * interval.lower, 100.0 * interval.upper,
                     result.correct, result.total());
}

std::string class_name(const core::Dataset& data, std::size_t index) {
  return index < data.class_names.size() ? data.class_names[index] : std::to_string(index);
}

std::string confusion_text(const SplitResult& result, const core::Dataset& data) {
  std::string text = "confusion on the test records (rows: true class, columns: predicted)\n";
  text += fmt::format("  {:>10}", "");
  for (std::size_t k = 0; k < result.confusion.size(); ++k) {
    text += fmt::format(" {:>7}", class_name(data, k));
  }
  text += '\n';
  for (std::size_t k = 0; k < result.confusion.size(); ++k) {
    text += fmt::format("  {:>10}", class_name(data, k));
    for (const std::size_t count : result.confusion[k]) {
      text += fmt::format(" {:>7}", count);
    }
    text += '\n';
  }
  return text;
}

Json json_of(const SplitResult& result) {
  const core::Interval interval = core::wilson_interval(result.correct, result.total());
  return {{"records", result.total()},
          {"correct", result.correct},
          {"accuracy", result.accuracy()},
          {"interval_95", {interval.lower, interval.upper}},
          {"confusion", result.confusion}};
}

Json json_of(const std::vector<Score>& scores) {
  Json list = Json::array();
  for (const Score& score : scores) {
    list.push_back(
        {{"name", score.name}, {"train_accuracy", score.train}, {"test_accuracy", score.test}});
  }
  return list;
}

Outcome evaluate(const EvalOptions& options, Context& context) {
  const core::Model model = core::load_model(options.model);
  require_classifier(model, options.model, 0, options.data);
  const core::Dataset data =
      load_dataset_for(options.data, model.record_length(), model.resample_input);
  require_classifier(model, options.model, data.num_classes, options.data);
  core::Network network(model, context.workers());
  const SplitResult train = judge(model, network, data.train);
  const SplitResult test = judge(model, network, data.test);
  const double latency = median_latency(model, data.test);
  const std::vector<Score> baselines = baseline_scores(data);

  context.say(
      fmt::format("{} on {}\n", model.name.empty() ? options.model : model.name, options.data));
  context.say(accuracy_line("train", train) + accuracy_line("test", test));
  for (const Score& score : baselines) {
    context.say(
        fmt::format("  {:<16}{:6.2f} %   (test, no light)\n", score.name, 100.0 * score.test));
  }
  context.say(confusion_text(test, data));
  context.say(fmt::format("latency {:.1f} us a record (median, one thread)\n", latency));
  return {.document = {{"schema", "fiberloom.eval-result/1"},
                       {"model", options.model},
                       {"data", options.data},
                       {"train", json_of(train)},
                       {"test", json_of(test)},
                       {"baselines", json_of(baselines)},
                       {"latency_us", latency},
                       {"seed", context.options().seed}}};
}

}  // namespace

void add_eval(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<EvalOptions>();
  CLI::App& command =
      line.add({.name = "eval",
                .summary = "Tell how well a model classifies, and how fast",
                .example = "fiberloom eval model.safetensors apps/demo/data/FordA125"},
               [options](Context& context) { return evaluate(*options, context); });
  command.add_option("MODEL", options->model, "Model with a classifier, .safetensors")
      ->required()
      ->type_name("FILE");
  command
      .add_option("DATA", options->data,
                  "Data set: a folder of X_train.npy, y_train.npy, X_test.npy, y_test.npy, or "
                  "UCR/UEA files")
      ->required()
      ->type_name("PATH");
}

}  // namespace fiberloom::app
