#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/document.hpp>

#include "check/check_report.hpp"
#include "mapping/bill_of_materials.hpp"
#include "mapping/calibration_plan.hpp"
#include "mapping/map_report.hpp"
#include "mapping/map_study_text.hpp"
#include "mapping/nonlinear_margin.hpp"
#include "mapping/plan_assumptions.hpp"
#include "mapping/plan_tables.hpp"

namespace fiberloom::app {
namespace {

double decibels(double power) { return 10.0 * std::log10(std::max(power, 1e-30)); }

Json json_of(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json json_of(const hal::ErrorPower& power) {
  return {{"field", power.field}, {"trace", power.trace}};
}

Json json_of(const hal::ErrorContribution& contribution) {
  Json numbers = Json::array();
  for (const hal::BudgetNumber& number : contribution.numbers) {
    numbers.push_back({{"name", number.name}, {"value", number.value}, {"unit", number.unit}});
  }
  return {{"name", contribution.name},
          {"where", contribution.where},
          {"explanation", contribution.explanation},
          {"nmse", json_of(contribution.power)},
          {"numbers", numbers}};
}

Json json_of(const PlanBudget& budget) {
  Json json{{"light", budget.light},
            {"rig", budget.spread},
            {"contributions", Json::array()},
            {"sum", json_of(budget.errors.sum)},
            {"nmse", json_of(budget.errors.nmse)},
            {"nmse_db",
             {{"field", decibels(budget.errors.nmse.field)},
              {"trace", decibels(budget.errors.nmse.trace)}}},
            {"field_fidelity", budget.fidelity()}};
  for (const hal::ErrorContribution& each : budget.errors.contributions) {
    json["contributions"].push_back(json_of(each));
  }
  if (budget.loss) {
    json["expected_loss"] = {{"unit", "nat"},
                             {"nominal", budget.loss->nominal},
                             {"from_residuals", budget.loss->from_residuals},
                             {"from_tolerances", budget.loss->from_tolerances},
                             {"from_noise", budget.loss->from_noise},
                             {"increase", budget.loss->increase()}};
  }
  return json;
}

Json json_of(const BillItem& item) {
  Json json{{"part", item.name}, {"quantity", item.quantity}, {"places", item.places}};
  if (item.part == nullptr) {
    json["in_catalog"] = false;
    return json;
  }
  json["in_catalog"] = true;
  json["stock"] = item.stock;
  json["source"] = item.part->source;
  json["grade"] = name_of(item.part->grade);
  json["tolerances"] = Json::array();
  for (const hal::PartNumber& number : item.tolerances()) {
    Json entry{{"number", number.key}, {"value", number.value}};
    entry["relative"] = json_of(number.tolerance_relative);
    entry["absolute"] = json_of(number.tolerance_absolute);
    json["tolerances"].push_back(std::move(entry));
  }
  return json;
}

Json dispersion_json(const MapResult& result) {
  Json json = Json::array();
  for (std::size_t m = 0; m < result.plan.stages.size(); ++m) {
    const hal::PlannedStage& stage = result.plan.stages[m];
    const hal::StagePath& path = result.plan.light_path.stages[m];
    json.push_back({{"stage", path.name},
                    {"b_wanted", stage.b},
                    {"b_realised", stage.b + stage.b_residual},
                    {"b_residual", stage.b_residual},
                    {"dispersion_ps2", stage.dispersion_ps2},
                    {"step_ps2", path.dispersion_step_ps2},
                    {"minimum_ps2", path.minimum_dispersion_ps2},
                    {"maximum_ps2", path.maximum_dispersion_ps2},
                    {"third_order_ps3", json_of(third_order_ps3(path, result))}});
  }
  return json;
}

Json band_json(const MapResult& result) {
  const core::GuardInterval guard = stream_guard(result);
  return {{"model_samples_gsa_per_s", 1e3 / result.plan.model_sample_ps},
          {"optical_band_ghz", optical_band_ghz(result)},
          {"dispersion_memory_samples", guard.memory},
          {"guard_of_a_stream_samples_per_side", guard.guard},
          {"guard_of_a_stream_overhead", guard.overhead}};
}

Json margins_json(const MapResult& result) {
  Json json = Json::array();
  for (const NonlinearMargin& each : nonlinear_margins(result.plan, result.rig, result.catalog)) {
    json.push_back({{"stage", each.stage},
                    {"effect", each.effect},
                    {"launch_dbm", each.launch_dbm},
                    {"limit_dbm", json_of(each.limit_dbm)},
                    {"margin_db", json_of(each.margin_db())}});
  }
  return json;
}

Json calibration_json(const CalibrationPlan& plan) {
  Json json{{"steps", Json::array()}, {"command", plan.command}, {"drifts", Json::array()}};
  for (const CalibrationStep& step : plan.steps) {
    json["steps"].push_back({{"name", step.name},
                             {"of", step.parts},
                             {"procedure", step.procedure},
                             {"gives", step.gives}});
  }
  for (const DriftAllowance& drift : plan.drifts) {
    json["drifts"].push_back({{"number", drift.name},
                              {"cause", drift.cause},
                              {"unit", drift.unit},
                              {"tolerance", drift.tolerance},
                              {"drift_per_hour", drift.drift_per_hour},
                              {"interval_h", drift.interval_h()}});
  }
  const DriftAllowance* first = plan.first_to_go();
  json["interval_h"] = first == nullptr ? Json(nullptr) : Json(first->interval_h());
  return json;
}

void add_parts(Json& json, const MapResult& result) {
  const std::vector<BillItem> bill = bill_of_materials(result.plan, result.rig, result.catalog);
  json["bill_of_materials"] = Json::array();
  for (const BillItem& item : bill) {
    json["bill_of_materials"].push_back(json_of(item));
  }
  json["assumptions"] = Json::array();
  for (const Assumption& each : plan_assumptions(result)) {
    json["assumptions"].push_back({{"number", each.name},
                                   {"value", each.value},
                                   {"unit", each.unit},
                                   {"used_for", each.used_for}});
  }
  json["unsourced_numbers"] = Json::array();
  for (const UnsourcedNumber& each : unsourced_numbers(bill)) {
    json["unsourced_numbers"].push_back(
        {{"part", each.part}, {"number", each.number}, {"value", each.value}});
  }
}

}  // namespace

Json json_of(const MapResult& result) {
  Json json{{"schema", "fiberloom.map-result/1"},
            {"feasible", result.plan.feasible},
            {"verdict", verdict(result)},
            {"plan", Json::parse(core::to_document_text(result.plan))},
            {"objective",
             {{"name", hal::name_of(result.plan.objective)},
              {"unit", result.plan.objective == hal::MappingObjective::expected_loss ? "nat" : "1"},
              {"light", result.objective_words}}},
            {"seed", result.seed}};
  if (result.gauges) {
    json["canonical"] = json_of(*result.gauges);
  }
  json["dispersion"] = dispersion_json(result);
  json["power_limits"] = margins_json(result);
  json["bandwidth_and_guard"] = band_json(result);
  add_parts(json, result);
  if (result.study.budget) {
    json["error_budget"] = json_of(*result.study.budget);
  } else {
    json["no_error_budget"] = result.study.no_budget;
  }
  json.update(study_json(result.study));
  json["calibration"] = calibration_json(calibration_plan(result));
  if (!result.plan.feasible) {
    json["retrain"] = retraining_command(result.names.model, result.names.data, result.names.rig);
  }
  return json;
}

}  // namespace fiberloom::app
