#include "training_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/statistics.hpp>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/number_text.hpp>
#include <fiberloom/report/render_html.hpp>
#include <optional>

namespace fiberloom::app {
namespace {

using EpochValue = std::optional<double> (*)(const core::EpochRecord&);

// Groups with more parameters than a plot can show as curves are drawn as mean and range.
constexpr std::size_t most_curves = 12;

const TrainedModel& saved_run(const TrainingReport& report) {
  return report.runs[report.choice.run];
}

std::string percent(double share) { return report::fixed_text(100.0 * share, 1); }

const char* loss_name(const core::TrainingOptions& options) {
  return options.readout == core::ReadoutTraining::ridge ? "squared error + penalty"
                                                         : "cross-entropy / nat";
}

report::Series curve(const std::string& name, const TrainedModel& run, EpochValue value) {
  report::Series series{.name = name};
  for (const core::EpochRecord& record : run.state.history) {
    if (const std::optional<double> found = value(record)) {
      series.x.push_back(static_cast<double>(record.epoch));
      series.y.push_back(*found);
    }
  }
  return series;
}

std::optional<double> loss_of(const core::EpochRecord& record) { return record.training_loss; }
std::optional<double> training_percent(const core::EpochRecord& record) {
  return 100.0 * record.training_accuracy;
}
std::optional<double> validation_percent(const core::EpochRecord& record) {
  return record.validation_accuracy ? std::optional(100.0 * *record.validation_accuracy)
                                    : std::nullopt;
}

report::LinePlot plot_of_all(const TrainingReport& report, const std::string& title,
                             const std::string& y_label, EpochValue value) {
  report::LinePlot plot{.title = title, .x_label = "epoch", .y_label = y_label};
  for (const TrainedModel& run : report.runs) {
    report::Series series = curve(fmt::format("seed {}", run.seed), run, value);
    if (!series.y.empty()) {
      plot.series.push_back(std::move(series));
    }
  }
  return plot;
}

report::Section learning_section(const TrainingReport& report) {
  report::Section section{.heading = "Learning curves"};
  section.blocks.emplace_back(report::Figure{
      .plot = plot_of_all(report, "Training loss", loss_name(report.options), loss_of),
      .caption = "Mean over the training records of each epoch."});
  report::FigureRow accuracies;
  accuracies.figures.push_back(
      {.plot = plot_of_all(report, "Training accuracy", "accuracy / %", training_percent),
       .caption = "On the records that were trained on."});
  report::LinePlot validation =
      plot_of_all(report, "Validation accuracy", "accuracy / %", validation_percent);
  if (!validation.series.empty()) {
    accuracies.figures.push_back({.plot = std::move(validation),
                                  .caption = "On the records that were set aside by each seed."});
  }
  section.blocks.emplace_back(std::move(accuracies));
  return section;
}

// The values of one parameter, from epoch to epoch.
report::Series parameter_curve(const TrainedModel& run, std::size_t parameter, std::string name) {
  report::Series series{.name = std::move(name)};
  for (const core::EpochRecord& record : run.state.history) {
    series.x.push_back(static_cast<double>(record.epoch));
    series.y.push_back(record.parameters[parameter]);
  }
  return series;
}

report::Series range_curve(const TrainedModel& run, std::size_t begin, std::size_t size) {
  report::Series series{.name = "mean, with the range of all"};
  for (const core::EpochRecord& record : run.state.history) {
    const std::span<const double> values =
        std::span<const double>(record.parameters).subspan(begin, size);
    series.x.push_back(static_cast<double>(record.epoch));
    series.y.push_back(core::mean(values));
    series.lower.push_back(*std::ranges::min_element(values));
    series.upper.push_back(*std::ranges::max_element(values));
  }
  return series;
}

report::LinePlot group_plot(const TrainedModel& run, const core::ParameterGroup& group,
                            std::size_t begin) {
  report::LinePlot plot{.title = fmt::format("{}, seed {}", group.name, run.seed),
                        .x_label = "epoch",
                        .y_label = group.name};
  if (group.size > most_curves) {
    plot.series.push_back(range_curve(run, begin, group.size));
    return plot;
  }
  for (std::size_t j = 0; j < group.size; ++j) {
    plot.series.push_back(parameter_curve(run, begin + j, fmt::format("{} {}", group.name, j + 1)));
  }
  return plot;
}

bool has_moved(const TrainingReport& report, std::size_t begin, std::size_t size) {
  return std::ranges::any_of(report.runs, [&](const TrainedModel& run) {
    const std::vector<core::EpochRecord>& history = run.state.history;
    for (std::size_t j = begin; j < begin + size; ++j) {
      const double first = history.front().parameters[j];
      if (std::ranges::any_of(history, [&](const auto& r) { return r.parameters[j] != first; })) {
        return true;
      }
    }
    return false;
  });
}

void add_group(const TrainingReport& report, const core::ParameterGroup& group, std::size_t begin,
               report::Section& section) {
  section.blocks.emplace_back(
      report::Figure{.plot = group_plot(saved_run(report), group, begin),
                     .caption = "Of the run whose model was saved, layer by layer."});
  report::FigureRow others;
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    if (i != report.choice.run) {
      others.figures.push_back(
          {.plot = group_plot(report.runs[i], group, begin), .caption = "Another seed."});
    }
  }
  if (!others.figures.empty()) {
    section.blocks.emplace_back(std::move(others));
  }
}

report::Section parameter_section(const TrainingReport& report) {
  report::Section section{.heading = "Convergence of the parameters"};
  std::string still;
  std::size_t begin = 0;
  for (const core::ParameterGroup& group : saved_run(report).groups) {
    if (has_moved(report, begin, group.size)) {
      add_group(report, group, begin, section);
    } else {
      still += (still.empty() ? "" : ", ") + report::escape_markup(group.name);
    }
    begin += group.size;
  }
  if (!still.empty()) {
    section.blocks.emplace_back(report::Paragraph{"Stood still: " + still + "."});
  }
  return section;
}

std::string mean_text(const std::vector<double>& shares) {
  return report::plus_minus_text(100.0 * core::mean(shares),
                                 100.0 * core::standard_deviation(shares), 1);
}

report::Table result_table(const TrainingReport& report) {
  report::Table table{
      .caption = "Accuracy of every seed",
      .columns = {{.name = "seed"},
                  {.name = "training", .unit = "%", .align = report::Align::right},
                  {.name = "validation", .unit = "%", .align = report::Align::right},
                  {.name = "test", .unit = "%", .align = report::Align::right},
                  {.name = "loss", .align = report::Align::right},
                  {.name = "epoch", .align = report::Align::right}}};
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    const core::EpochRecord& last = final_epoch(report.runs[i]);
    table.rows.push_back(
        {.cells = {std::to_string(report.runs[i].seed), percent(report.scores[i].train),
                   last.validation_accuracy ? percent(*last.validation_accuracy) : "–",
                   percent(report.scores[i].test), report::fixed_text(last.training_loss, 4),
                   std::to_string(last.epoch)},
         .emphasized = i == report.choice.run});
  }
  for (const Score& score : report.baselines) {
    table.rows.push_back({.cells = {score.name + ", without light", percent(score.train), "–",
                                    percent(score.test), "–", "–"}});
  }
  table.note = fmt::format("Saved: seed {} ({}). Test records have no say in it.",
                           saved_run(report).seed, report.choice.reason);
  return table;
}

std::vector<report::KeyFigure> key_figures(const TrainingReport& report) {
  std::vector<double> tests;
  std::vector<double> validations;
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    tests.push_back(report.scores[i].test);
    if (const auto& accuracy = final_epoch(report.runs[i]).validation_accuracy) {
      validations.push_back(*accuracy);
    }
  }
  const bool is_alone = report.runs.size() == 1;
  const std::string note =
      is_alone ? "one seed" : fmt::format("mean ± s.d. of {} seeds", report.runs.size());
  const auto figure = [&](const char* label, const std::vector<double>& shares) {
    return report::KeyFigure{.label = label,
                             .value = is_alone ? percent(shares.front()) : mean_text(shares),
                             .unit = "%",
                             .note = note};
  };
  std::vector<report::KeyFigure> figures{figure("Test accuracy", tests)};
  if (!validations.empty()) {
    figures.push_back(figure("Validation accuracy", validations));
  }
  figures.push_back({.label = "Loss of the saved model",
                     .value = report::fixed_text(final_epoch(saved_run(report)).training_loss, 4),
                     .note = loss_name(report.options)});
  return figures;
}

std::vector<report::Provenance> provenance(const TrainingReport& report) {
  const core::TrainingOptions& options = report.options;
  const bool is_lbfgs = options.method == core::TrainingMethod::lbfgs;
  const bool is_solved = options.readout == core::ReadoutTraining::ridge;
  std::vector<report::Provenance> lines{
      {"program", "fiberloom train"},
      {"recipe", report.recipe_name},
      {"data", fmt::format("{}, {} training and {} test records", report.data_path,
                           report.train_records, report.test_records)},
      {"method", is_lbfgs ? "L-BFGS, all records at once"
                          : fmt::format("Adam, minibatches of {}",
                                        options.batch_size > 0 ? std::to_string(options.batch_size)
                                                               : "all records")},
      {"classifier", is_solved ? fmt::format("solved at every step, penalty {:g}", options.ridge)
                               : "trained beside the layers"},
      {"validation share", fmt::format("{:g}", options.validation_share)},
      {"model", report.model_path}};
  if (!report.rig_name.empty()) {
    lines.push_back({"rig", report.rig_name + ": its limits and its noise"});
  }
  return lines;
}

}  // namespace

report::Document training_page(const TrainingReport& report) {
  report::Document page{.title = "Training of " + report.recipe_name,
                        .subtitle = report.data_path,
                        .key_figures = key_figures(report)};
  page.sections = {{.heading = "Result", .blocks = {result_table(report)}},
                   learning_section(report),
                   parameter_section(report)};
  page.provenance = provenance(report);
  return page;
}

void write_training_page(const std::filesystem::path& file, const TrainingReport& report) {
  core::write_file_atomically(file, report::render_html(training_page(report)));
}

}  // namespace fiberloom::app
