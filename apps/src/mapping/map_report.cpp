#include "mapping/map_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/report/document.hpp>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/render_html.hpp>
#include <fiberloom/report/text_table.hpp>
#include <map>

namespace fiberloom::app {
namespace {

std::string verdict(const hal::Plan& plan) {
  if (plan.feasible) {
    return fmt::format("feasible: {} stages, model sample {:.2f} ps", plan.stages.size(),
                       plan.model_sample_ps);
  }
  return fmt::format("infeasible: {} problem{}", plan.problems.size(),
                     plan.problems.size() == 1 ? "" : "s");
}

std::string problem_text(const hal::MappingProblem& problem) {
  return fmt::format("{}, {}: wanted {:.4g}, limit {:.4g}: {}. Nearest: {}.", problem.where,
                     problem.parameter, problem.wanted, problem.limit, problem.reason,
                     problem.alternative);
}

report::Table parts_table(const hal::Plan& plan) {
  std::map<std::string, int> counts;
  for (const hal::StagePath& stage : plan.light_path.stages) {
    for (const std::string& part : stage.dispersive_parts) {
      ++counts[part];
    }
    if (!stage.nonlinear_part.empty()) {
      ++counts[stage.nonlinear_part];
    }
  }
  report::Table table{
      .caption = "Bill of materials",
      .columns = {{.name = "part"}, {.name = "quantity", .align = report::Align::right}}};
  for (const auto& [part, count] : counts) {
    table.rows.push_back({.cells = {part, std::to_string(count)}});
  }
  return table;
}

double residual_db(double nmse) { return 10.0 * std::log10(std::max(nmse, 1e-30)); }

}  // namespace

report::Table dispersion_table(const hal::Plan& plan) {
  report::Table table{
      .caption = "Dispersion, in the order of the light",
      .columns = {{.name = "stage"},
                  {.name = "b", .unit = "samples²", .align = report::Align::right},
                  {.name = "left over", .unit = "samples²", .align = report::Align::right},
                  {.name = "dispersion", .unit = "ps²", .align = report::Align::right},
                  {.name = "parts"}}};
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const hal::PlannedStage& stage = plan.stages[m];
    const hal::StagePath& path = plan.light_path.stages[m];
    table.rows.push_back({.cells = {path.name, fmt::format("{:.3f}", stage.b),
                                    fmt::format("{:+.4f}", stage.b_residual),
                                    fmt::format("{:.1f}", stage.dispersion_ps2),
                                    fmt::format("{}", fmt::join(path.dispersive_parts, " + "))}});
  }
  return table;
}

report::Table power_table(const hal::Plan& plan) {
  report::Table table{
      .caption = "Nonlinear phase and power",
      .columns = {{.name = "stage"},
                  {.name = "Γ", .unit = "rad", .align = report::Align::right},
                  {.name = "launch power", .unit = "mW", .align = report::Align::right},
                  {.name = "SBS limit", .unit = "mW", .align = report::Align::right},
                  {.name = "loss", .unit = "dB", .align = report::Align::right},
                  {.name = "part"}}};
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const hal::PlannedStage& stage = plan.stages[m];
    const hal::StagePath& path = plan.light_path.stages[m];
    const bool is_linear = path.nonlinear_part.empty();
    table.rows.push_back(
        {.cells = {path.name, fmt::format("{:.3f}", stage.nonlinear_phase_rad),
                   fmt::format("{:.1f}", 1e3 * stage.launch_power_w),
                   is_linear ? "-" : fmt::format("{:.0f}", 1e3 * stage.brillouin_threshold_w),
                   fmt::format("{:.1f}", stage.insertion_loss_db),
                   is_linear ? "-" : path.nonlinear_part}});
  }
  return table;
}

std::string map_text(const hal::Plan& plan) {
  std::string text = verdict(plan) + "\n" + report::render_text(dispersion_table(plan)) + "\n" +
                     report::render_text(power_table(plan));
  text += fmt::format("residuals alone: {:.1f} dB of the output field\n",
                      residual_db(plan.predicted_nmse));
  for (const hal::MappingProblem& problem : plan.problems) {
    text += problem_text(problem) + "\n";
  }
  for (const std::string& remark : plan.remarks) {
    text += "note: " + remark + "\n";
  }
  return text;
}

void write_map_report(const std::filesystem::path& file, const hal::Plan& plan,
                      const hal::RigDocument& rig, const std::string& model_name) {
  report::Document page{.title = "Mapping onto " + rig.name,
                        .subtitle = report::escape_markup(verdict(plan))};
  page.key_figures = {
      {.label = "verdict",
       .value = plan.feasible ? "feasible" : "infeasible",
       .status = plan.feasible ? report::Status::good : report::Status::bad},
      {.label = "model sample", .value = fmt::format("{:.2f}", plan.model_sample_ps), .unit = "ps"},
      {.label = "residual of the output field",
       .value = fmt::format("{:.1f}", residual_db(plan.predicted_nmse)),
       .unit = "dB"}};
  report::Section stages{.heading = "Stages",
                         .blocks = {dispersion_table(plan), power_table(plan), parts_table(plan)}};
  page.sections.push_back(stages);
  if (!plan.problems.empty()) {
    report::ItemList list;
    for (const hal::MappingProblem& problem : plan.problems) {
      list.items.push_back(report::escape_markup(problem_text(problem)));
    }
    page.sections.push_back({.heading = "What cannot be built", .blocks = {list}});
  }
  report::ItemList remarks;
  for (const std::string& remark : plan.remarks) {
    remarks.items.push_back(report::escape_markup(remark));
  }
  page.sections.push_back({.heading = "Remarks", .blocks = {remarks}});
  page.provenance = {{.key = "model", .value = model_name}, {.key = "rig", .value = rig.name}};
  core::write_file_atomically(file, report::render_html(page));
}

}  // namespace fiberloom::app
