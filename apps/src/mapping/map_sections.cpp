#include "mapping/map_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/number_text.hpp>
#include <iterator>

#include "mapping/calibration_plan.hpp"
#include "mapping/design_tables.hpp"
#include "mapping/light_path_schematic.hpp"
#include "mapping/map_study_text.hpp"
#include "mapping/plan_assumptions.hpp"
#include "mapping/plan_tables.hpp"

namespace fiberloom::app {
namespace {

using report::Align;

report::Table drift_table(const CalibrationPlan& plan) {
  report::Table table{.caption = "How long what was calibrated stays so",
                      .columns = {{.name = "number"},
                                  {.name = "wanders with"},
                                  {.name = "may be off by", .align = Align::right},
                                  {.name = "an hour", .align = Align::right},
                                  {.name = "good for", .unit = "h", .align = Align::right}}};
  for (const DriftAllowance& drift : plan.drifts) {
    table.rows.push_back(
        {.cells = {drift.name, drift.cause,
                   fmt::format("{} {}", report::significant_text(drift.tolerance, 2), drift.unit),
                   report::significant_text(drift.drift_per_hour, 2),
                   report::significant_text(drift.interval_h(), 2)}});
  }
  table.note =
      "An error that adds a tenth of the predicted NMSE of the trace. Fibre: 37 ps/(km K) of "
      "delay, "
      "0.0038 ps/(nm km K) of dispersion, in a room that swings by 0.5 K either way over a day; "
      "amplifiers: 0.05 dB an hour, without a source.";
  return table;
}

report::Table step_table(const CalibrationPlan& plan) {
  report::Table table{.caption = "Procedures, in this order",
                      .columns = {{.name = "", .align = Align::right},
                                  {.name = "what"},
                                  {.name = "of"},
                                  {.name = "how"},
                                  {.name = "gives"}}};
  for (const CalibrationStep& step : plan.steps) {
    table.rows.push_back({.cells = {std::to_string(table.rows.size() + 1), step.name, step.parts,
                                    step.procedure, step.gives}});
  }
  return table;
}

std::string interval_text(const CalibrationPlan& plan) {
  const DriftAllowance* first = plan.first_to_go();
  if (first == nullptr) {
    return "Without an error budget nothing tells how much may drift; calibrate before every run, "
           "or send pilot frames among the data.";
  }
  return fmt::format(
      "Calibrate again after **{} h**: that is how long the {} stays. Pilot frames, one in a "
      "hundred, follow it while data are running.",
      report::significant_text(first->interval_h(), 2), report::escape_markup(first->name));
}

report::Table assumption_table(const std::vector<Assumption>& assumptions) {
  report::Table table{.caption = "What the mapper takes for granted",
                      .columns = {{.name = "number"},
                                  {.name = "value", .align = Align::right},
                                  {.name = "unit"},
                                  {.name = "used for"}}};
  for (const Assumption& each : assumptions) {
    table.rows.push_back(
        {.cells = {each.name, report::significant_text(each.value), each.unit, each.used_for}});
  }
  return table;
}

report::Table unsourced_table(const std::vector<UnsourcedNumber>& numbers) {
  report::Table table{
      .caption = "Numbers of the parts that have no source",
      .columns = {{.name = "part"}, {.name = "number"}, {.name = "value", .align = Align::right}}};
  for (const UnsourcedNumber& each : numbers) {
    table.rows.push_back({.cells = {each.part, each.number, report::significant_text(each.value)}});
  }
  table.note =
      "General knowledge of the kind of part: to be measured, or read in its sheet, before "
      "anything is bought.";
  return table;
}

report::Figure drawing(report::Schematic schematic, const std::string& caption) {
  return {.plot = std::move(schematic), .caption = caption};
}

}  // namespace

std::string command_with_data(const MapResult& result) {
  return fmt::format("fiberloom map {} --rig {} -o PLAN --data DATA --report REPORT",
                     result.names.model, result.names.rig);
}

report::Section layout_section(const MapResult& result) {
  const std::string beginning = result.plan.feasible
                                    ? "The way of the light"
                                    : "As near as this rig comes to it; what falls short is marked";
  return {.heading = "Optical layout",
          .blocks = {drawing(light_path_schematic(result.plan, result.rig, result.catalog),
                             beginning +
                                 ". Beside the line: mean power there, for frames with |u|² = 1; "
                                 "dashed: wires.")}};
}

report::Section problem_section(const MapResult& result) {
  report::Section section{.heading = "What cannot be built"};
  section.blocks.emplace_back(problem_table(result.plan));
  section.blocks.emplace_back(
      report::Paragraph{"A network that this rig can build comes out of training inside what its "
                        "parts reach, from where this one stands:"});
  section.blocks.emplace_back(report::CodeBlock{
      retraining_command(result.names.model, result.names.data, result.names.rig)});
  return section;
}

report::Section alternatives_section(const MapResult& result) {
  report::Section section{.heading = "What could be built instead"};
  const std::vector<AlternativeOutlook>& ways = result.study.alternatives;
  if (ways.empty()) {
    section.blocks.emplace_back(report::Callout{
        .kind = report::CalloutKind::warning,
        .title = "Nothing near",
        .text = "Neither clipping, nor other parts, nor another architecture makes this network "
                "buildable. It has to be trained with the rig from the start."});
    return section;
  }
  section.blocks.emplace_back(alternatives_table(ways));
  if (result.names.data.empty()) {
    section.blocks.emplace_back(
        report::Paragraph{"How well each does, and so which is best, is "
                          "told with a data set:"});
    section.blocks.emplace_back(report::CodeBlock{command_with_data(result)});
  }
  const hal::Alternative& best = ways.front().alternative;
  section.blocks.emplace_back(
      drawing(light_path_schematic(best.plan, best.rig, result.catalog),
              fmt::format("The first of them, `{}`: {}.", report::escape_markup(best.name),
                          report::escape_markup(best.description))));
  return section;
}

report::Section design_section(const MapResult& result) {
  report::Section section{.heading = "Designs that were considered"};
  section.blocks.emplace_back(report::Paragraph{
      "The best of each kind. *Pareto*: no other feasible design is as good in error, parts, loss "
      "and steps left to the computer, and better in one of them."});
  section.blocks.emplace_back(report::Paragraph{report::escape_markup(objective_text(result))});
  section.blocks.emplace_back(considered_table(result.plan));
  return section;
}

report::Section calibration_section(const MapResult& result) {
  const CalibrationPlan plan = calibration_plan(result);
  report::Section section{.heading = "Calibration", .blocks = {step_table(plan)}};
  section.blocks.emplace_back(report::Paragraph{"The last two are done by"});
  section.blocks.emplace_back(report::CodeBlock{plan.command});
  section.blocks.emplace_back(report::Paragraph{interval_text(plan) + " " + plan.held});
  if (!plan.drifts.empty()) {
    section.blocks.emplace_back(drift_table(plan));
  }
  return section;
}

report::Section assumption_section(const MapResult& result) {
  report::Section section{.heading = "Assumptions and numbers without a source"};
  section.blocks.emplace_back(assumption_table(plan_assumptions(result)));
  const auto unsourced =
      unsourced_numbers(bill_of_materials(result.plan, result.rig, result.catalog));
  if (unsourced.empty()) {
    section.blocks.emplace_back(report::Paragraph{"All numbers of the parts have a source."});
  } else {
    section.blocks.emplace_back(unsourced_table(unsourced));
  }
  if (!result.plan.remarks.empty()) {
    report::ItemList list;
    std::ranges::transform(result.plan.remarks, std::back_inserter(list.items),
                           report::escape_markup);
    section.blocks.emplace_back(report::Subheading{"Remarks"});
    section.blocks.emplace_back(std::move(list));
  }
  return section;
}

}  // namespace fiberloom::app
