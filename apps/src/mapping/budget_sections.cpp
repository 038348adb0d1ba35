#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/number_text.hpp>

#include "mapping/map_sections.hpp"
#include "mapping/map_study_text.hpp"

namespace fiberloom::app {
namespace {

using report::Align;
using report::fixed_text;

constexpr std::size_t most_bars = 9;
constexpr double least_share = 1e-4;  // of the sum: what is below stands in no picture
constexpr std::size_t num_bins = 12;

double decibels(double power) { return 10.0 * std::log10(power); }

// Interference may take away; it has no level.
std::string level_text(double power) {
  return power > 1e-15 ? fixed_text(decibels(power), 1) : power < -1e-15 ? "takes away" : "–";
}

std::string words(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

report::Figure waterfall_figure(const hal::ErrorBudget& budget) {
  report::BarPlot plot{.title = "Where the error comes from",
                       .y_label = "share of the sum / %",
                       .series = {{.name = "trace"}, {.name = "field"}},
                       .decimals = 0};
  for (const hal::ErrorContribution& each : merged_contributions(budget)) {
    const double trace = each.power.trace / budget.sum.trace;
    const double field = each.power.field / budget.sum.field;
    if (plot.categories.size() == most_bars || std::max(trace, field) < least_share) {
      break;
    }
    plot.categories.push_back(words(each.name));
    plot.series[0].values.push_back(100.0 * trace);
    plot.series[1].values.push_back(100.0 * field);
  }
  return {.plot = std::move(plot),
          .caption =
              "All stages together, the largest error of the detected trace first. The field "
              "is that at the photodiode."};
}

std::string numbers_text(const hal::ErrorContribution& contribution) {
  std::string text;
  for (const hal::BudgetNumber& number : contribution.numbers) {
    text += fmt::format("{}{} {}{}{}", text.empty() ? "" : ", ", number.name,
                        report::significant_text(number.value, 3), number.unit.empty() ? "" : " ",
                        number.unit);
  }
  return text;
}

report::Table contribution_table(const hal::ErrorBudget& budget) {
  report::Table table{.caption = "Contributions",
                      .columns = {{.name = "cause"},
                                  {.name = "where"},
                                  {.name = "trace", .unit = "dB", .align = Align::right},
                                  {.name = "field", .unit = "dB", .align = Align::right},
                                  {.name = "what it is"},
                                  {.name = "numbers"}}};
  std::vector<hal::ErrorContribution> sorted = budget.contributions;
  std::ranges::stable_sort(
      sorted, [](const auto& a, const auto& b) { return a.power.trace > b.power.trace; });
  std::size_t hidden = 0;
  for (const hal::ErrorContribution& each : sorted) {
    const bool is_small = std::abs(each.power.trace) < 1e-3 * budget.sum.trace &&
                          std::abs(each.power.field) < 1e-3 * budget.sum.field;
    if (is_small) {
      ++hidden;
      continue;
    }
    table.rows.push_back(
        {.cells = {words(each.name), each.where, level_text(each.power.trace),
                   level_text(each.power.field), each.explanation, numbers_text(each)}});
  }
  table.rows.push_back(
      {.cells = {"sum", "", level_text(budget.sum.trace), level_text(budget.sum.field),
                 "of all, as if they were small", ""},
       .emphasized = true});
  table.rows.push_back(
      {.cells = {"NMSE", "", level_text(budget.nmse.trace), level_text(budget.nmse.field),
                 "over all energy, as it is measured", ""},
       .emphasized = true});
  if (hidden > 0) {
    table.note = fmt::format(
        "{} contributions below a thousandth of the sum are left out; --json tells them too.",
        hidden);
  }
  return table;
}

report::Table loss_table(const hal::ExpectedLoss& loss) {
  report::Table table{
      .caption = "What the errors do to the classification",
      .columns = {{.name = "mean cross-entropy"}, {.name = "nat", .align = Align::right}}};
  const auto add = [&table](const char* name, double value) {
    table.rows.push_back({.cells = {name, report::significant_text(value, 3)}});
  };
  add("of the model itself, on these records", loss.nominal);
  add("added by what the parts leave over", loss.from_residuals);
  add("added by tolerances: ½ tr(H C)", loss.from_tolerances);
  add("added by noise", loss.from_noise);
  add("increase", loss.increase());
  table.rows.back().emphasized = true;
  table.note =
      "H: Gauss-Newton matrix of the loss against the rig's numbers; C: their covariance. "
      "Band limits are not in it. Before calibration.";
  return table;
}

struct Bins {
  double low = 0.0;
  double width = 1.0;
};

Bins bins_for(const Outlook& outlook) {
  double low = 1.0;
  double high = 0.0;
  for (const AccuracyPrediction* each : {&outlook.as_documented, &outlook.recalibrated}) {
    low = std::min(low, std::ranges::min(each->accuracies));
    high = std::max(high, std::ranges::max(each->accuracies));
  }
  constexpr double half_percent = 0.005;
  const double wanted = (high - low) / static_cast<double>(num_bins);
  const double width = half_percent * std::max(std::ceil(wanted / half_percent), 1.0);
  return {.low = std::floor(low / width) * width, .width = width};
}

std::vector<double> counts(const std::vector<double>& accuracies, const Bins& bins) {
  std::vector<double> result(num_bins + 1, 0.0);
  for (const double accuracy : accuracies) {
    const double at = (accuracy - bins.low) / bins.width + 1e-9;
    result[std::min(static_cast<std::size_t>(at), num_bins)] += 1.0;
  }
  return result;
}

report::Figure accuracy_histogram(const Outlook& outlook) {
  const Bins bins = bins_for(outlook);
  report::BarPlot plot{
      .title = "Accuracy of virtual rigs",
      .y_label = "rigs",
      .series = {{.name = "as documented",
                  .values = counts(outlook.as_documented.accuracies, bins)},
                 {.name = "calibrated", .values = counts(outlook.recalibrated.accuracies, bins)}},
      .decimals = 0,
      .print_values = false};
  std::size_t used = 0;
  for (std::size_t i = 0; i <= num_bins; ++i) {
    if (plot.series[0].values[i] + plot.series[1].values[i] > 0.0) {
      used = i + 1;
    }
  }
  for (report::BarSeries& series : plot.series) {
    series.values.resize(used);
  }
  for (std::size_t i = 0; i < used; ++i) {
    plot.categories.push_back(
        fixed_text(100.0 * (bins.low + static_cast<double>(i) * bins.width), 1));
  }
  return {.plot = std::move(plot),
          .caption = fmt::format(
              "Rigs over accuracy, in bins of {} % from the number below each group; as drawn from "
              "the documents, and once what can be set right has been.",
              fixed_text(100.0 * bins.width, 1))};
}

}  // namespace

std::vector<hal::ErrorContribution> merged_contributions(const hal::ErrorBudget& budget) {
  std::vector<hal::ErrorContribution> merged;
  for (const hal::ErrorContribution& each : budget.contributions) {
    const auto known = std::ranges::find(merged, each.name, &hal::ErrorContribution::name);
    if (known == merged.end()) {
      merged.push_back(each);
    } else {
      known->power.field += each.power.field;
      known->power.trace += each.power.trace;
    }
  }
  std::ranges::stable_sort(
      merged, [](const auto& a, const auto& b) { return a.power.trace > b.power.trace; });
  return merged;
}

report::Section budget_section(const MapResult& result) {
  report::Section section{.heading = "Error budget"};
  if (!result.study.budget) {
    section.blocks.emplace_back(report::Paragraph{report::escape_markup(result.study.no_budget)});
    return section;
  }
  const PlanBudget& budget = *result.study.budget;
  section.blocks.emplace_back(report::Paragraph{fmt::format(
      "Predicted field fidelity **F = {}**, with F = |⟨u,v⟩|² / (⟨u,u⟩⟨v,v⟩) = 1 − NMSE after the "
      "best complex gain; u is the model's field at the photodiode, v that of the rig. Taken from "
      "{}, right after it was set up and before anything is calibrated, for {}.",
      fixed_text(budget.fidelity(), 4), report::escape_markup(budget.spread),
      report::escape_markup(budget.light))});
  section.blocks.emplace_back(waterfall_figure(budget.errors));
  if (budget.loss) {
    section.blocks.emplace_back(loss_table(*budget.loss));
  }
  section.blocks.emplace_back(contribution_table(budget.errors));
  return section;
}

report::Section accuracy_section(const MapResult& result) {
  report::Section section{.heading = "Predicted accuracy"};
  if (!result.study.outlook) {
    section.blocks.emplace_back(report::Paragraph{
        "Accuracies need test records. With a data set, virtual rigs are drawn from the tolerances "
        "and each classifies them:"});
    section.blocks.emplace_back(report::CodeBlock{command_with_data(result)});
    return section;
  }
  section.blocks.emplace_back(accuracy_histogram(*result.study.outlook));
  report::Table table = outlook_table(*result.study.outlook);
  table.note = fmt::format(
      "Each rig met {} test records. Over rigs: where nine in ten lie. Over records: Wilson's "
      "interval of the mean. What tuning in the loop adds, fiberloom finetune tells.",
      result.study.outlook->as_documented.num_records);
  section.blocks.emplace_back(std::move(table));
  return section;
}

}  // namespace fiberloom::app
