#include "mapping/map_study_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fiberloom/report/table.hpp>
#include <fiberloom/report/text_table.hpp>

namespace fiberloom::app {
namespace {

double decibels(double power) { return 10.0 * std::log10(std::max(power, 1e-30)); }

std::string range_text(const core::Interval& interval) {
  return fmt::format("{:.1f} to {:.1f}", 100.0 * interval.lower, 100.0 * interval.upper);
}

report::Table outlook_table(const Outlook& outlook) {
  report::Table table{
      .caption = "Predicted accuracy on the test records",
      .columns = {{.name = "rig"},
                  {.name = "mean", .unit = "%", .align = report::Align::right},
                  {.name = "5 to 95 % over rigs", .unit = "%", .align = report::Align::right},
                  {.name = "95 % over records", .unit = "%", .align = report::Align::right},
                  {.name = "rigs", .align = report::Align::right}}};
  const auto add = [&table](const std::string& name, const AccuracyPrediction& prediction) {
    table.rows.push_back({.cells = {name, fmt::format("{:.1f}", 100.0 * prediction.mean),
                                    range_text(prediction.rigs), range_text(prediction.wilson),
                                    std::to_string(prediction.accuracies.size())}});
  };
  table.rows.push_back(
      {.cells = {"none: digital", fmt::format("{:.1f}", 100.0 * outlook.as_documented.digital), "-",
                 "-", "-"}});
  add("as documented", outlook.as_documented);
  add("calibrated", outlook.recalibrated);
  return table;
}

report::Table alternatives_table(const std::vector<AlternativeOutlook>& alternatives) {
  report::Table table{.caption = "What can be built instead, the best first",
                      .columns = {{.name = "way"},
                                  {.name = "accuracy", .unit = "%", .align = report::Align::right},
                                  {.name = "5 to 95 %", .unit = "%", .align = report::Align::right},
                                  {.name = "what changes"}}};
  for (const AlternativeOutlook& each : alternatives) {
    std::string description = each.alternative.description;
    if (each.refitted) {
      description +=
          fmt::format("; {:.1f} % with a new classifier, digital", 100.0 * *each.refitted);
    }
    table.rows.push_back(
        {.cells = {each.alternative.name, fmt::format("{:.1f}", 100.0 * each.prediction.mean),
                   range_text(each.prediction.rigs), description}});
  }
  return table;
}

Json interval_json(const core::Interval& interval) { return {interval.lower, interval.upper}; }

Json prediction_json(const AccuracyPrediction& prediction) {
  return {{"mean", prediction.mean},
          {"interval_rigs_90", interval_json(prediction.rigs)},
          {"interval_records_95", interval_json(prediction.wilson)},
          {"digital", prediction.digital},
          {"records", prediction.num_records},
          {"accuracies", prediction.accuracies}};
}

}  // namespace

std::string considered_text(const hal::Plan& plan) {
  report::Table table{
      .caption = "Designs",
      .columns = {{.name = "architecture"},
                  {.name = "in the computer"},
                  {.name = "rate", .unit = "GSa/s", .align = report::Align::right},
                  {.name = "expected error", .unit = "dB", .align = report::Align::right},
                  {.name = "parts", .align = report::Align::right},
                  {.name = "loss", .unit = "dB", .align = report::Align::right},
                  {.name = ""},
                  {.name = "why"}}};
  for (const hal::ConsideredDesign& design : plan.considered) {
    const std::string computed = design.dispersion_in_waveform && design.last_phase_left_out
                                     ? "first b, last phase"
                                 : design.dispersion_in_waveform ? "first b"
                                 : design.last_phase_left_out    ? "last phase"
                                                                 : "-";
    const std::string front =
        design.front_end == "direct_modulation" ? "" : " + " + design.front_end;
    table.rows.push_back(
        {.cells = {design.architecture + front, computed,
                   fmt::format("{:.4g}", design.sample_rate_gsa_per_s),
                   design.feasible ? fmt::format("{:.1f}", decibels(design.expected_nmse)) : "-",
                   std::to_string(design.num_parts), fmt::format("{:.1f}", design.optical_loss_db),
                   design.chosen            ? "chosen"
                   : design.on_pareto_front ? "Pareto"
                   : design.feasible        ? "feasible"
                                            : "no",
                   design.verdict}});
  }
  return report::render_text(table);
}

std::string study_text(const MapStudy& study) {
  if (study.outlook) {
    return report::render_text(outlook_table(*study.outlook));
  }
  return study.alternatives.empty() ? ""
                                    : report::render_text(alternatives_table(study.alternatives));
}

Json study_json(const MapStudy& study) {
  Json json = Json::object();
  if (study.outlook) {
    json["predicted"] = {{"as_documented", prediction_json(study.outlook->as_documented)},
                         {"calibrated", prediction_json(study.outlook->recalibrated)}};
  }
  json["alternatives"] = Json::array();
  for (const AlternativeOutlook& each : study.alternatives) {
    Json entry{{"name", each.alternative.name},
               {"description", each.alternative.description},
               {"predicted", prediction_json(each.prediction)}};
    if (each.refitted) {
      entry["accuracy_with_new_classifier"] = *each.refitted;
    }
    json["alternatives"].push_back(entry);
  }
  return json;
}

}  // namespace fiberloom::app
