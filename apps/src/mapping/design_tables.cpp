#include "mapping/design_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/report/number_text.hpp>

namespace fiberloom::app {
namespace {

using report::Align;
using report::significant_text;

std::string words(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

double decibels(double power) { return 10.0 * std::log10(std::max(power, 1e-30)); }

}  // namespace

std::string objective_text(const MapResult& result) {
  return result.plan.objective == hal::MappingObjective::expected_loss
             ? fmt::format(
                   "Chosen for the least expected increase of the loss, by its curvature "
                   "on {}.",
                   result.objective_words)
             : fmt::format(
                   "Chosen for the least expected NMSE of the output field, by closed "
                   "forms: {}.",
                   result.objective_words);
}

report::Table considered_table(const hal::Plan& plan) {
  report::Table table{.caption = "Designs, and the error that is to be expected of each",
                      .columns = {{.name = "architecture"},
                                  {.name = "in the computer"},
                                  {.name = "rate", .unit = "GSa/s", .align = report::Align::right},
                                  {.name = "error", .unit = "dB", .align = report::Align::right},
                                  {.name = "parts", .align = report::Align::right},
                                  {.name = "loss", .unit = "dB", .align = report::Align::right},
                                  {.name = ""},
                                  {.name = "why"}}};
  const bool by_loss = plan.objective == hal::MappingObjective::expected_loss;
  if (by_loss) {
    table.columns.insert(table.columns.begin() + 4,
                         {.name = "loss increase", .unit = "nat", .align = report::Align::right});
  }
  for (const hal::ConsideredDesign& design : plan.considered) {
    const std::string computed = design.dispersion_in_waveform && design.last_phase_left_out
                                     ? "first b, last phase"
                                 : design.dispersion_in_waveform ? "first b"
                                 : design.last_phase_left_out    ? "last phase"
                                                                 : "-";
    const std::string front =
        design.front_end == "direct_modulation" ? "" : " + " + design.front_end;
    table.rows.push_back(
        {.cells = {
             words(design.architecture + front), computed,
             fmt::format("{:.4g}", design.sample_rate_gsa_per_s) +
                 (design.wavelength_nm > 0.0 ? fmt::format(" at {:.7g} nm", design.wavelength_nm)
                                             : ""),
             design.feasible ? fmt::format("{:.1f}", decibels(design.expected_nmse)) : "-",
             std::to_string(design.num_parts), fmt::format("{:.1f}", design.optical_loss_db),
             design.chosen            ? (design.feasible ? "chosen" : "nearest")
             : design.on_pareto_front ? "Pareto"
             : design.feasible        ? "feasible"
                                      : "no",
             design.verdict}});
    if (by_loss) {
      std::vector<std::string>& cells = table.rows.back().cells;
      const bool is_known = design.feasible && design.expected_loss_increase;
      cells.insert(cells.begin() + 4,
                   is_known ? significant_text(*design.expected_loss_increase, 2) : "-");
    }
  }
  return table;
}

report::Table problem_table(const hal::Plan& plan) {
  report::Table table{.caption = "What cannot be built",
                      .columns = {{.name = "where"},
                                  {.name = "number"},
                                  {.name = "wanted", .align = Align::right},
                                  {.name = "limit", .align = Align::right},
                                  {.name = "binding constraint"},
                                  {.name = "nearest"}}};
  for (const hal::MappingProblem& problem : plan.problems) {
    table.rows.push_back(
        {.cells = {problem.where, problem.parameter, significant_text(problem.wanted),
                   significant_text(problem.limit), problem.reason, problem.alternative}});
  }
  return table;
}

}  // namespace fiberloom::app
