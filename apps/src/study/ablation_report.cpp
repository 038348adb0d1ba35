#include "study/ablation_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/statistics.hpp>
#include <fiberloom/report/document.hpp>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/number_text.hpp>
#include <fiberloom/report/render_html.hpp>
#include <fiberloom/report/text_table.hpp>
#include <iterator>

namespace fiberloom::app {
namespace {

struct MeanAndSpread {
  double mean = 0.0;
  double deviation = 0.0;
};

MeanAndSpread summary(const AblationArm& arm, double ArmRun::*accuracy) {
  std::vector<double> values;
  std::ranges::transform(arm.runs, std::back_inserter(values),
                         [accuracy](const ArmRun& run) { return run.*accuracy; });
  return {.mean = core::mean(values), .deviation = core::standard_deviation(values)};
}

std::string percent(const MeanAndSpread& value) {
  return report::plus_minus_text(100.0 * value.mean, 100.0 * value.deviation, 1);
}

report::Table arm_table(const Ablation& ablation) {
  report::Table table{.caption = fmt::format("Accuracy, mean ± s.d. of {} seed{}",
                                             ablation.arms.front().runs.size(),
                                             ablation.arms.front().runs.size() == 1 ? "" : "s"),
                      .columns = {{.name = "arm"},
                                  {.name = "test", .unit = "%", .align = report::Align::right},
                                  {.name = "train", .unit = "%", .align = report::Align::right},
                                  {.name = "trained in light", .align = report::Align::right},
                                  {.name = "classifier", .align = report::Align::right},
                                  {.name = "recipe"}}};
  for (const AblationArm& arm : ablation.arms) {
    table.rows.push_back({.cells = {arm.name, percent(summary(arm, &ArmRun::test_accuracy)),
                                    percent(summary(arm, &ArmRun::train_accuracy)),
                                    std::to_string(arm.embedding_numbers),
                                    std::to_string(arm.classifier_numbers), arm.recipe.name}});
  }
  for (const Score& score : ablation.baselines) {
    table.rows.push_back(
        {.cells = {score.name, fmt::format("{:.1f}", 100.0 * score.test),
                   fmt::format("{:.1f}", 100.0 * score.train), "", "", "without light"}});
  }
  table.note =
      "D dispersion and diffusion, N Kerr effect and all that depends on power, V potential; what "
      "an "
      "arm leaves out is pinned to zero. none: the classifier on the detected input.";
  return table;
}

report::BarPlot arm_plot(const Ablation& ablation) {
  report::BarPlot plot{.title = "What each effect is worth", .y_label = "accuracy / %"};
  plot.series = {{.name = "test"}, {.name = "train"}};
  for (const AblationArm& arm : ablation.arms) {
    plot.categories.push_back(arm.name);
    const MeanAndSpread values[] = {summary(arm, &ArmRun::test_accuracy),
                                    summary(arm, &ArmRun::train_accuracy)};
    for (std::size_t s = 0; s < 2; ++s) {
      plot.series[s].values.push_back(100.0 * values[s].mean);
      plot.series[s].errors.push_back(100.0 * values[s].deviation);
    }
  }
  const auto best = std::ranges::max_element(ablation.baselines, {}, &Score::test);
  plot.references.push_back({.value = 100.0 * best->test, .label = best->name});
  plot.y_limits = report::Limits{.low = 0.0, .high = 100.0};
  return plot;
}

Json json_of(const AblationArm& arm) {
  Json runs = Json::array();
  for (const ArmRun& run : arm.runs) {
    runs.push_back({{"seed", run.seed},
                    {"train_accuracy", run.train_accuracy},
                    {"test_accuracy", run.test_accuracy},
                    {"training_loss", run.training_loss}});
  }
  const MeanAndSpread test = summary(arm, &ArmRun::test_accuracy);
  const MeanAndSpread train = summary(arm, &ArmRun::train_accuracy);
  return {{"name", arm.name},
          {"recipe", arm.recipe.name},
          {"has_own_recipe", arm.has_own_recipe},
          {"trained_embedding_numbers", arm.embedding_numbers},
          {"trained_classifier_numbers", arm.classifier_numbers},
          {"mean_test_accuracy", test.mean},
          {"standard_deviation", test.deviation},
          {"mean_train_accuracy", train.mean},
          {"train_standard_deviation", train.deviation},
          {"runs", runs}};
}

}  // namespace

std::string text_of(const Ablation& ablation) {
  return fmt::format("{} on {}: {} training and {} test records\n", ablation.recipe_name,
                     ablation.data_path, ablation.train_records, ablation.test_records) +
         report::render_text(arm_table(ablation), {.indent = "  "}) +
         fmt::format("{}\n", ablation_warning());
}

Json json_of(const Ablation& ablation) {
  Json arms = Json::array();
  for (const AblationArm& arm : ablation.arms) {
    arms.push_back(json_of(arm));
  }
  Json baselines = Json::array();
  for (const Score& score : ablation.baselines) {
    baselines.push_back(
        {{"name", score.name}, {"train_accuracy", score.train}, {"test_accuracy", score.test}});
  }
  return {{"schema", "fiberloom.ablate-result/1"},
          {"recipe", ablation.recipe_name},
          {"data", ablation.data_path},
          {"seed", ablation.first_seed},
          {"train_records", ablation.train_records},
          {"test_records", ablation.test_records},
          {"arms", arms},
          {"baselines", baselines},
          {"warning", ablation_warning()}};
}

void write_ablation_report(const std::filesystem::path& file, const Ablation& ablation) {
  const auto best = std::ranges::max_element(ablation.arms, {}, [](const AblationArm& arm) {
    return summary(arm, &ArmRun::test_accuracy).mean;
  });
  report::Document page{.title = "Ablation of " + ablation.recipe_name,
                        .subtitle = report::escape_markup(ablation.data_path)};
  page.key_figures = {{.label = "best arm", .value = best->name},
                      {.label = "its test accuracy",
                       .value = percent(summary(*best, &ArmRun::test_accuracy)),
                       .unit = "%",
                       .note = fmt::format("{} seeds", best->runs.size())},
                      {.label = "without any effect",
                       .value = percent(summary(ablation.arms.front(), &ArmRun::test_accuracy)),
                       .unit = "%"}};
  page.sections = {
      {.heading = "Arms",
       .blocks = {report::Figure{.plot = arm_plot(ablation),
                                 .caption = "Mean over seeds; the bars' whiskers are one standard "
                                            "deviation. Line: the best linear classifier without "
                                            "light."},
                  arm_table(ablation),
                  report::Callout{.kind = report::CalloutKind::warning,
                                  .title = "Is it fair?",
                                  .text = report::escape_markup(ablation_warning())}}}};
  page.provenance = {
      {.key = "data", .value = ablation.data_path},
      {.key = "records",
       .value = fmt::format("{} training, {} test", ablation.train_records, ablation.test_records)},
      {.key = "seeds",
       .value = fmt::format("{} to {}", ablation.first_seed,
                            ablation.first_seed + ablation.arms.front().runs.size() - 1)}};
  core::write_file_atomically(file, report::render_html(page));
}

}  // namespace fiberloom::app
