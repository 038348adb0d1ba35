#include "mapping/map_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/report/document.hpp>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/number_text.hpp>
#include <fiberloom/report/render_html.hpp>
#include <fiberloom/report/text_table.hpp>

#include "mapping/design_tables.hpp"
#include "mapping/map_sections.hpp"
#include "mapping/map_study_text.hpp"
#include "mapping/plan_tables.hpp"

namespace fiberloom::app {
namespace {

double decibels(double power) { return 10.0 * std::log10(std::max(power, 1e-30)); }

std::string problem_text(const hal::MappingProblem& problem) {
  return fmt::format("{}, {}: wanted {:.4g}, limit {:.4g}: {}. Nearest: {}.", problem.where,
                     problem.parameter, problem.wanted, problem.limit, problem.reason,
                     problem.alternative);
}

std::string heading(const hal::Plan& plan) {
  if (plan.feasible) {
    return fmt::format("feasible: {} stages, model sample {:.2f} ps", plan.stages.size(),
                       plan.model_sample_ps);
  }
  return fmt::format("infeasible: {} problem{}", plan.problems.size(),
                     plan.problems.size() == 1 ? "" : "s");
}

std::string budget_text(const PlanBudget& budget) {
  std::string text = fmt::format(
      "expected on {}: field {:.1f} dB (fidelity {:.4f}), trace {:.1f} dB NMSE\n", budget.spread,
      decibels(budget.errors.nmse.field), budget.fidelity(), decibels(budget.errors.nmse.trace));
  if (budget.loss) {
    text += fmt::format("expected increase of the loss: {:+.4f} nat on {:.4f}\n",
                        budget.loss->increase(), budget.loss->nominal);
  }
  return text;
}

std::string gauge_text(const hal::Gauges& gauges) {
  std::vector<std::string> used;
  if (gauges.conjugated) {
    used.emplace_back("everything is conjugated, so that more phases have silica's sign");
  }
  if (gauges.dispersion_in_waveform) {
    used.emplace_back("the first dispersion is computed in the waveform");
  }
  if (gauges.last_phase_left_out) {
    used.emplace_back("the last phase, which the detector does not see, is left out");
  }
  used.emplace_back("loss and gain go into the phases and the classifier");
  std::string text = "Gauges used: ";
  for (std::size_t i = 0; i < used.size(); ++i) {
    text += (i == 0 ? "" : "; ") + used[i];
  }
  return text + ".";
}

report::Section canonical_section(const MapResult& result) {
  const double share = result.plan.frames ? 100.0 * result.plan.frames->glass_fraction : 0.0;
  return {.heading = "The network in canonical form",
          .blocks = {report::Paragraph{gauge_text(result.plan.gauges)},
                     report::Paragraph{fmt::format(
                         "{} % of the network's steps are carried out by parts that light goes "
                         "through.",
                         report::fixed_text(share, 0))},
                     step_table(result)}};
}

report::Section parts_section(const MapResult& result) {
  return {.heading = "Parts",
          .blocks = {bill_table(bill_of_materials(result.plan, result.rig, result.catalog))}};
}

report::Section power_section(const MapResult& result) {
  report::Section section{.heading = "Power", .blocks = {reading_table(result.plan)}};
  const auto margins = nonlinear_margins(result.plan, result.rig, result.catalog);
  if (!margins.empty()) {
    section.blocks.emplace_back(margin_table(margins));
  }
  return section;
}

std::vector<report::KeyFigure> key_figures(const MapResult& result) {
  using report::Status;
  std::vector<report::KeyFigure> figures{
      {.label = "on rig " + result.rig.name,
       .value = result.plan.feasible ? "feasible" : "infeasible",
       .note = std::string(hal::words_for(result.plan.light_path.architecture)),
       .status = result.plan.feasible ? Status::good : Status::bad}};
  if (result.study.budget) {
    const PlanBudget& budget = *result.study.budget;
    figures.push_back(
        {.label = "predicted field fidelity",
         .value = report::fixed_text(budget.fidelity(), 3),
         .note = fmt::format("{} dB NMSE, uncalibrated",
                             report::fixed_text(decibels(budget.errors.nmse.field), 1))});
  } else if (!result.plan.problems.empty()) {
    const hal::MappingProblem& first = result.plan.problems.front();
    figures.push_back({.label = first.where + ", " + first.parameter,
                       .value = report::significant_text(first.wanted, 3),
                       .note = "limit " + report::significant_text(first.limit, 3)});
  } else {
    const double left_over = result.plan.predicted_nmse;
    figures.push_back(
        {.label = "left over by the parts",
         .value = left_over > 0.0 ? report::fixed_text(decibels(left_over), 1) : "nothing",
         .unit = left_over > 0.0 ? "dB" : "",
         .note = "of the output field, nothing else counted"});
  }
  if (result.study.outlook) {
    const AccuracyPrediction& after = result.study.outlook->recalibrated;
    figures.push_back(
        {.label = "predicted accuracy, calibrated",
         .value = report::fixed_text(100.0 * after.mean, 1),
         .unit = "%",
         .note = fmt::format("digital {} %", report::fixed_text(100.0 * after.digital, 1))});
  }
  if (!result.plan.feasible) {
    figures.push_back({.label = "ways out",
                       .value = std::to_string(result.study.alternatives.size()),
                       .note = "each mapped and found feasible"});
  }
  figures.push_back({.label = "model sample",
                     .value = report::fixed_text(result.plan.model_sample_ps, 2),
                     .unit = "ps"});
  return figures;
}

std::vector<report::Provenance> provenance(const MapResult& result) {
  std::vector<report::Provenance> lines{{.key = "model", .value = result.names.model},
                                        {.key = "rig", .value = result.names.rig}};
  if (!result.names.data.empty()) {
    lines.push_back({.key = "data", .value = result.names.data});
  }
  lines.push_back({.key = "seed", .value = std::to_string(result.seed)});
  return lines;
}

}  // namespace

std::string verdict(const MapResult& result) {
  const hal::Plan& plan = result.plan;
  if (plan.feasible) {
    const bool is_reused = plan.light_path.architecture == hal::Architecture::reused_stage;
    const double tuned_nm = plan.light_path.wavelength_nm;
    return fmt::format("It can be built: {}, {} {}{}, {:.4g} GSa/s{}.",
                       hal::words_for(plan.light_path.architecture), plan.stages.size(),
                       is_reused ? "pass" : "stage",
                       plan.stages.size() == 1 ? ""
                       : is_reused             ? "es"
                                               : "s",
                       plan.light_path.sample_rate_gsa_per_s,
                       tuned_nm > 0.0 ? fmt::format(" at {:.7g} nm", tuned_nm) : "");
  }
  if (plan.problems.empty()) {
    return "It cannot be built on this rig as it is.";
  }
  const hal::MappingProblem& first = plan.problems.front();
  return fmt::format(
      "It cannot be built on this rig as it is: {}, {}: {}{}.", first.where, first.parameter,
      first.reason,
      plan.problems.size() == 1 ? "" : fmt::format(" (and {} more)", plan.problems.size() - 1));
}

std::string text_of(const MapResult& result) {
  const hal::Plan& plan = result.plan;
  std::string text = heading(plan) + "\n" + report::render_text(dispersion_table(plan)) + "\n" +
                     report::render_text(power_table(plan));
  text += fmt::format("residuals alone: {:.1f} dB of the output field\n",
                      decibels(plan.predicted_nmse));
  for (const hal::MappingProblem& problem : plan.problems) {
    text += problem_text(problem) + "\n";
  }
  for (const std::string& remark : plan.remarks) {
    text += "note: " + remark + "\n";
  }
  text += objective_text(result) + "\n" + report::render_text(considered_table(plan));
  text += result.study.budget ? budget_text(*result.study.budget) : "";
  return text + study_text(result.study);
}

void write_map_report(const std::filesystem::path& file, const MapResult& result) {
  report::Document page{
      .title =
          fmt::format("{} on rig {}", std::filesystem::path(result.names.model).stem().string(),
                      result.rig.name),
      .subtitle = "What a network becomes in hardware",
      .summary = {"**" + report::escape_markup(verdict(result)) + "**"},
      .key_figures = key_figures(result)};
  if (!result.plan.feasible) {
    page.sections.push_back(problem_section(result));
    page.sections.push_back(alternatives_section(result));
  }
  page.sections.push_back(layout_section(result));
  page.sections.push_back(canonical_section(result));
  page.sections.push_back(parts_section(result));
  page.sections.push_back(power_section(result));
  page.sections.push_back({.heading = "Dispersion", .blocks = {realised_dispersion_table(result)}});
  if (result.plan.feasible) {
    page.sections.push_back(budget_section(result));
    page.sections.push_back(accuracy_section(result));
  }
  page.sections.push_back({.heading = "Time and bandwidth", .blocks = {frame_table(result)}});
  page.sections.push_back(design_section(result));
  page.sections.push_back(calibration_section(result));
  page.sections.push_back(assumption_section(result));
  page.provenance = provenance(result);
  core::write_file_atomically(file, report::render_html(page));
}

}  // namespace fiberloom::app
