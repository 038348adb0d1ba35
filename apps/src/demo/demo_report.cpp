#include "demo_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/report/document.hpp>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/render_html.hpp>

#include "demo_fields.hpp"
#include "mapping/plan_tables.hpp"

namespace fiberloom::app {
namespace {

report::LadderPlot ladder_plot(const DemoResult& result, const DemoOptions& options) {
  report::LadderPlot plot{.title = "From the model to the rig and back",
                          .y_label = "test accuracy / %",
                          .categories = calibration::ladder_rung_names(),
                          .path_noun = "bench"};
  for (std::size_t i = 0; i < result.benches.size(); ++i) {
    report::LadderPath path{
        .name = fmt::format("bench {}", options.first_bench + static_cast<std::int64_t>(i))};
    for (const calibration::LadderRung& rung : result.benches[i].rungs) {
      path.values.push_back(100.0 * rung.accuracy);
    }
    plot.paths.push_back(std::move(path));
  }
  plot.references.push_back({.value = 100.0 * result.trained.score.test, .label = "ideal"});
  return plot;
}

report::Series curve(const std::string& name, const std::vector<core::EpochRecord>& history,
                     double (*value)(const core::EpochRecord&)) {
  report::Series series{.name = name};
  for (const core::EpochRecord& record : history) {
    series.x.push_back(static_cast<double>(record.epoch));
    series.y.push_back(value(record));
  }
  return series;
}

double loss_of(const core::EpochRecord& record) { return record.training_loss; }

// Mean and spread of the benches' learning curves under PAT.
report::Series mean_curve(const DemoResult& result) {
  report::Series series{.name = "PAT, mean of the benches"};
  const std::size_t epochs = result.benches.front().physics_aware_history.size();
  for (std::size_t e = 0; e < epochs; ++e) {
    std::vector<double> losses;
    for (const calibration::Ladder& bench : result.benches) {
      losses.push_back(bench.physics_aware_history[e].training_loss);
    }
    const double centre = core::mean(losses);
    const double spread = core::standard_deviation(losses);
    series.x.push_back(static_cast<double>(e + 1));
    series.y.push_back(centre);
    series.lower.push_back(centre - spread);
    series.upper.push_back(centre + spread);
  }
  return series;
}

report::LinePlot learning_plot(const DemoResult& result) {
  report::LinePlot plot{
      .title = "Training loss", .x_label = "epoch", .y_label = "cross-entropy / nat"};
  plot.series.push_back(curve("digital", result.trained.state.history, loss_of));
  for (const DemoModel& arm : result.ablation) {
    report::Series series = curve("digital, dispersion only", arm.state.history, loss_of);
    series.style = report::SeriesStyle::dashed;
    plot.series.push_back(std::move(series));
  }
  plot.series.push_back(mean_curve(result));
  return plot;
}

// Convergence of the layers' numbers: b of every layer, and Gamma of the layers that have one.
report::LinePlot parameter_plot(const DemoResult& result) {
  report::LinePlot plot{.title = "Layer parameters in digital training",
                        .x_label = "epoch",
                        .y_label = "b / samples², Γ / rad"};
  const std::size_t layers = result.trained.model.layers.num_layers();
  const std::vector<core::EpochRecord>& history = result.trained.state.history;
  for (std::size_t p = layers; p < 3 * layers; ++p) {  // alpha first, then beta2, then gamma
    const bool is_gamma = p >= 2 * layers;
    report::Series series{
        .name = fmt::format("{} {}", is_gamma ? "Γ" : "b", p % layers + 1),
        .style = is_gamma ? report::SeriesStyle::dashed : report::SeriesStyle::line};
    for (const core::EpochRecord& record : history) {
      series.x.push_back(static_cast<double>(record.epoch));
      series.y.push_back(record.parameters[p]);
    }
    const bool still =
        std::all_of(series.y.begin(), series.y.end(), [](double v) { return v == 0.0; });
    if (!still) {
      plot.series.push_back(std::move(series));
    }
  }
  return plot;
}

report::Table reference_table(const DemoResult& result) {
  report::Table table{.caption = "Digital reference points, test accuracy",
                      .columns = {{.name = "classifier"},
                                  {.name = "test", .unit = "%", .align = report::Align::right}}};
  const auto add = [&table](const std::string& name, double share) {
    table.rows.push_back({.cells = {name, fmt::format("{:.1f}", 100.0 * share)}});
  };
  add(result.task.recipe, result.trained.score.test);
  for (const DemoModel& arm : result.ablation) {
    add(result.task.ablation + " (fair arm without nonlinearity)", arm.score.test);
  }
  for (const Score& baseline : result.baselines) {
    add(baseline.name + " (no light)", baseline.test);
  }
  return table;
}

report::Section task_section(const DemoResult& result, const DemoOptions& options) {
  const PairedDifference difference =
      paired_difference(find_rung(rung_statistics(result), "readout only"),
                        find_rung(rung_statistics(result), "PAT"), options.seed);
  report::Section section{.heading =
                              fmt::format("Task {}: {}", result.task.letter, result.task.title)};
  section.blocks = {
      ladder_table(result),
      report::Callout{
          .kind = difference.mean > 0.0 ? report::CalloutKind::note : report::CalloutKind::warning,
          .title = "Is physics-aware training worth its passes?",
          .text = report::escape_markup(verdict(result, options.seed))},
      report::Figure{
          .plot = ladder_plot(result, options),
          .caption = "Every line is one bench, drawn from the tolerances of the rig document."},
      report::FigureRow{
          {{.plot = learning_plot(result),
            .caption = "Learning curves; the band is one standard deviation over benches."},
           {.plot = parameter_plot(result), .caption = "How the layers' numbers settle."}}},
      report::Figure{
          .plot = field_plot(result, options),
          .caption =
              "Fields into and out of each layer: the model, and the same settings on the "
              "first bench as its calibrated twin predicts; last, what the photodiode of the "
              "calibrated bench delivered."},
      report::Figure{
          .plot = trace_plot(result, options),
          .caption = "Every point is one sample of a detected trace on the first bench."},
      reference_table(result),
      wire_table(result.wire),
      dispersion_table(result.plan),
      power_table(result.plan)};
  return section;
}

std::vector<report::KeyFigure> key_figures(const std::vector<DemoResult>& results) {
  std::vector<report::KeyFigure> figures;
  for (const DemoResult& result : results) {
    const std::vector<RungStatistics> rungs = rung_statistics(result);
    figures.push_back(
        {.label = "Task " + result.task.letter + ": ideal, deployed, won back",
         .value = fmt::format("{:.1f} → {:.1f} → {:.1f}", 100.0 * result.trained.score.test,
                              find_rung(rungs, "deployed").mean,
                              find_rung(rungs, "calibrated + readout").mean),
         .unit = "%",
         .note = fmt::format("mean of {} benches", result.benches.size())});
  }
  return figures;
}

}  // namespace

void write_demo_report(const std::filesystem::path& file, const std::vector<DemoResult>& results,
                       const DemoOptions& options, double seconds) {
  report::Document page{
      .title = "A trained network becomes a fibre rig",
      .subtitle =
          "Trained digitally, mapped onto parts, put on simulated benches that differ from their "
          "documents, and won back.",
      .key_figures = key_figures(results)};
  page.summary = {
      "The benches are simulated: each is drawn from the tolerances of its rig document, and only "
      "sim knows "
      "the truth. Every rung of the ladder sees measured traces, nothing else, and every optical "
      "pass is "
      "counted.",
      "FordA is not the archive's standard split here; see SOURCES.md beside the data."};
  for (const DemoResult& result : results) {
    page.sections.push_back(task_section(result, options));
  }
  page.provenance = {
      {.key = "program", .value = "fiberloom demo"},
      {.key = "rig", .value = results.front().rig.name},
      {.key = "benches",
       .value =
           fmt::format("{} to {}", options.first_bench,
                       options.first_bench + static_cast<std::int64_t>(options.num_benches) - 1)},
      {.key = "seed", .value = std::to_string(options.seed)},
      {.key = "time", .value = fmt::format("{:.0f} s", seconds)},
      {.key = "data", .value = "UCR Time Series Classification Archive (Dau, Keogh et al., 2018)"}};
  core::write_file_atomically(file, report::render_html(page));
}

}  // namespace fiberloom::app
