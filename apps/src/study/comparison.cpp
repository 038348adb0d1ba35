#include "study/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/linear_classifier.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/ridge.hpp>
#include <fiberloom/report/text_table.hpp>
#include <utility>

namespace fiberloom::app {
namespace {

using Features = core::RealBatch<double>;

Features magnitudes(Features series) {
  for (double& value : series.values()) {
    value = std::abs(value);
  }
  return series;
}

std::size_t numbers_of(const core::LinearClassifier& classifier) {
  return classifier.weight.values().size() + classifier.bias.size();
}

void judge(ComparedClassifier& judged, const core::LinearClassifier& classifier,
           const core::Dataset& data, const Features& train, const Features& test) {
  judged.classifier_numbers = numbers_of(classifier);
  judged.train_accuracy = core::accuracy(core::predict(classifier, train), data.train.labels);
  const std::vector<std::int64_t> predicted = core::predict(classifier, test);
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    judged.is_right.push_back(predicted[i] == data.test.labels[i]);
  }
}

// The usual ones and two decades more: |x| of speech wants to be held back that much.
std::vector<double> penalties() {
  std::vector<double> result = core::usual_penalties();
  for (int step = 1; step <= 4; ++step) {
    result.push_back(100.0 * std::pow(10.0, 0.5 * step));
  }
  return result;
}

ComparedClassifier baseline(std::string name, const core::Dataset& data, const Features& train,
                            const Features& test, const core::ValidationSplit& split) {
  const core::RidgeFit fit =
      core::fit_ridge_by_validation(train, data.train.labels, data.num_classes, penalties(), split);
  ComparedClassifier result{.name = std::move(name), .penalty = fit.penalty};
  judge(result, fit.classifier, data, train, test);
  return result;
}

std::size_t numbers_of(const core::LayerParameters& layers) {
  std::size_t count = 0;
  for (const std::string& name : layers.names()) {
    count += layers.values(name).size();
  }
  return count;
}

core::Interval interval_of(const ComparedClassifier& classifier) {
  return core::wilson_interval(classifier.num_right(), classifier.is_right.size());
}

std::vector<std::string> cells_of(const ComparedClassifier& each) {
  const core::Interval interval = interval_of(each);
  return {each.name,
          each.penalty ? fmt::format("{:.3g}", *each.penalty) : "",
          std::to_string(each.embedding_numbers),
          std::to_string(each.classifier_numbers),
          std::to_string(8 * each.numbers()),
          std::to_string(4 * each.numbers()),
          fmt::format("{:.2f}", 100.0 * each.train_accuracy),
          fmt::format("{:.2f}", 100.0 * each.test_accuracy()),
          fmt::format("{:.1f} to {:.1f}", 100.0 * interval.lower, 100.0 * interval.upper)};
}

report::Table table_of(const Comparison& comparison) {
  constexpr auto right = report::Align::right;
  report::Table table{.columns = {{.name = "classifier"},
                                  {.name = "λ", .align = right},
                                  {.name = "layers", .align = right},
                                  {.name = "classifier", .align = right},
                                  {.name = "bytes", .align = right},
                                  {.name = "as float32", .align = right},
                                  {.name = "train %", .align = right},
                                  {.name = "test %", .align = right},
                                  {.name = "at 95 %", .align = right}}};
  for (const ComparedClassifier& each : comparison.baselines) {
    table.rows.push_back({.cells = cells_of(each)});
  }
  table.rows.push_back({.cells = cells_of(comparison.model), .emphasized = true});
  return table;
}

Json json_of(const ComparedClassifier& each) {
  const core::Interval interval = interval_of(each);
  Json json{{"name", each.name}};
  if (each.penalty) {
    json["penalty"] = *each.penalty;
  }
  json.update({{"embedding_numbers", each.embedding_numbers},
               {"classifier_numbers", each.classifier_numbers},
               {"bytes_float64", 8 * each.numbers()},
               {"bytes_float32", 4 * each.numbers()},
               {"train_accuracy", each.train_accuracy},
               {"correct", each.num_right()},
               {"test_accuracy", each.test_accuracy()},
               {"interval_95", {interval.lower, interval.upper}}});
  return json;
}

}  // namespace

std::size_t ComparedClassifier::num_right() const {
  return static_cast<std::size_t>(std::ranges::count(is_right, true));
}

double ComparedClassifier::test_accuracy() const {
  return static_cast<double>(num_right()) / static_cast<double>(is_right.size());
}

const ComparedClassifier& Comparison::best_baseline() const {
  return *std::ranges::max_element(baselines, {}, &ComparedClassifier::num_right);
}

core::PairedShares Comparison::against_best() const {
  const std::vector<bool>& other = best_baseline().is_right;
  std::size_t only_model = 0;
  std::size_t only_baseline = 0;
  for (std::size_t i = 0; i < other.size(); ++i) {
    only_model += model.is_right[i] && !other[i] ? 1U : 0U;
    only_baseline += other[i] && !model.is_right[i] ? 1U : 0U;
  }
  return core::paired_shares(only_model, only_baseline, other.size());
}

Comparison compare(const core::Model& model, const core::Dataset& data, std::uint64_t seed,
                   core::WorkerPool& workers, const ComparisonObserver& observer) {
  Comparison result{.seed = seed,
                    .train_records = data.train.labels.size(),
                    .test_records = data.test.labels.size()};
  const core::ValidationSplit split{.share = result.validation_share, .seed = seed};
  const auto add = [&](const std::string& name, const Features& train, const Features& test) {
    observer(result.baselines.size(), name);
    result.baselines.push_back(baseline(name, data, train, test, split));
  };
  const Features& train = data.train.series;
  const Features& test = data.test.series;
  add("linear on x", train, test);
  add("linear on |x|", magnitudes(train), magnitudes(test));
  add("ridge on |FFT|", core::spectrum_magnitudes(train), core::spectrum_magnitudes(test));
  result.model = {.name = "the model", .embedding_numbers = numbers_of(model.layers)};
  observer(result.baselines.size(), result.model.name);
  core::Network network(model, workers);
  judge(result.model, *model.classifier, data, network.features(train), network.features(test));
  return result;
}

std::string text_of(const Comparison& comparison) {
  const core::PairedShares paired = comparison.against_best();
  std::string text =
      fmt::format("{} on {}: {} training and {} test records\n", comparison.model_name,
                  comparison.data_path, comparison.train_records, comparison.test_records);
  text += report::render_text(table_of(comparison), {.indent = "  "});
  text += fmt::format(
      "λ: best accuracy on {:.0f} % of the training records (seed {}), then fitted to all of them; "
      "times the number of records\n",
      100.0 * comparison.validation_share, comparison.seed);
  text += fmt::format(
      "the model less {}: {:+.2f} points ({:+.1f} to {:+.1f} at 95 %, McNemar p = {:.2g})\n",
      comparison.best_baseline().name, 100.0 * paired.difference, 100.0 * paired.interval.lower,
      100.0 * paired.interval.upper, paired.p_value);
  return text;
}

Json json_of(const Comparison& comparison) {
  Json classifiers = Json::array();
  for (const ComparedClassifier& each : comparison.baselines) {
    classifiers.push_back(json_of(each));
  }
  classifiers.push_back(json_of(comparison.model));
  const core::PairedShares paired = comparison.against_best();
  return {{"schema", "fiberloom.compare-result/1"},
          {"model", comparison.model_name},
          {"data", comparison.data_path},
          {"seed", comparison.seed},
          {"train_records", comparison.train_records},
          {"test_records", comparison.test_records},
          {"validation_share", comparison.validation_share},
          {"classifiers", classifiers},
          {"against_best_baseline",
           {{"baseline", comparison.best_baseline().name},
            {"difference", paired.difference},
            {"interval_95", {paired.interval.lower, paired.interval.upper}},
            {"mcnemar_p", paired.p_value}}}};
}

}  // namespace fiberloom::app
