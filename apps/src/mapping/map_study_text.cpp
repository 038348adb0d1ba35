#include "mapping/map_study_text.hpp"

#include <fmt/format.h>

#include <fiberloom/report/text_table.hpp>

namespace fiberloom::app {
namespace {

std::string range_text(const core::Interval& interval) {
  return fmt::format("{:.1f} to {:.1f}", 100.0 * interval.lower, 100.0 * interval.upper);
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
    const auto& prediction = each.prediction;
    table.rows.push_back(
        {.cells = {each.alternative.name,
                   prediction ? fmt::format("{:.1f}", 100.0 * prediction->mean) : "-",
                   prediction ? range_text(prediction->rigs) : "-", description}});
  }
  return table;
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
               {"architecture", hal::name_of(each.alternative.plan.light_path.architecture)}};
    if (each.prediction) {
      entry["predicted"] = prediction_json(*each.prediction);
    }
    if (each.refitted) {
      entry["accuracy_with_new_classifier"] = *each.refitted;
    }
    json["alternatives"].push_back(entry);
  }
  return json;
}

}  // namespace fiberloom::app
