// What `map` tells of a plan: bill, drawing, budget and page, for networks that can be built and others.
#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "mapping/bill_of_materials.hpp"
#include "mapping/calibration_plan.hpp"
#include "mapping/light_path_schematic.hpp"
#include "mapping/map_report.hpp"
#include "mapping/plan_assumptions.hpp"

namespace fiberloom::app {
namespace {

const std::filesystem::path sources = FIBERLOOM_SOURCE_DIR;

core::Model small_model(std::vector<double> b, std::vector<double> phases) {
  core::Model model;
  model.frame = {.samples = 32, .oversampling = 2};
  model.readout.detect = core::Detection::intensity;
  model.layers.alpha.assign(b.size(), 0.0);
  model.layers.beta2 = std::move(b);
  model.layers.gamma = std::move(phases);
  return model;
}

MapResult mapped(const core::Model& model, const std::string& rig) {
  MapResult result{.names = {.model = "m.safetensors", .rig = rig},
                   .model = model,
                   .rig = hal::read_rig(sources / "apps/rigs" / (rig + ".json"))};
  result.catalog = hal::catalog_for(result.rig);
  result.plan = hal::map_model(model, result.rig, result.catalog);
  result.plan.model = result.names.model;
  result.gauges = core::network_gauges(model);
  core::WorkerPool workers(1);
  result.study = study_mapping(
      {.model = result.model, .rig = result.rig, .catalog = result.catalog, .plan = result.plan},
      workers, {});
  return result;
}

std::size_t count_symbols(const report::Schematic& schematic, report::Symbol symbol) {
  std::size_t count = 0;
  for (const report::SchematicRow& row : schematic.rows) {
    count += static_cast<std::size_t>(
        std::ranges::count(row.elements, symbol, &report::SchematicElement::symbol));
  }
  return count;
}

std::string page_of(const MapResult& result, const char* name) {
  const std::filesystem::path file = std::filesystem::path(::testing::TempDir()) / name;
  write_map_report(file, result);
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  std::filesystem::remove(file);
  return text.str();
}

TEST(MapResult, DrawsEveryStageOfAPlan) {
  const MapResult result = mapped(small_model({1.5, 2.0, 0.0}, {0.3, 0.2, 0.1}), "spec");
  ASSERT_TRUE(result.plan.feasible);
  const auto drawn = light_path_schematic(result.plan, result.rig, result.catalog);
  EXPECT_EQ(drawn.rows.size(), 5U);  // transmitter, three stages, receiver
  EXPECT_EQ(count_symbols(drawn, report::Symbol::nonlinear_fiber), 3U);
  EXPECT_EQ(count_symbols(drawn, report::Symbol::amplifier), 3U);
  EXPECT_EQ(count_symbols(drawn, report::Symbol::tunable_grating), 2U);
  for (const report::SchematicRow& row : drawn.rows) {
    EXPECT_TRUE(std::ranges::none_of(row.elements, &report::SchematicElement::warns)) << row.name;
  }
}

TEST(MapResult, MarksTheElementThatFallsShort) {
  const MapResult result = mapped(small_model({1.5, 2.0}, {40.0, 0.2}), "spec");
  ASSERT_FALSE(result.plan.feasible);
  const auto drawn = light_path_schematic(result.plan, result.rig, result.catalog);
  EXPECT_TRUE(drawn.rows[1].elements.back().warns);
  EXPECT_FALSE(drawn.rows[2].elements.back().warns);
}

TEST(MapResult, BillCountsPartsAndTellsStock) {
  const MapResult result = mapped(small_model({1.5, 2.0}, {0.3, 0.2}), "spec");
  const auto bill = bill_of_materials(result.plan, result.rig, result.catalog);
  const auto spool = std::ranges::find(bill, "ofs-hnlf-507", &BillItem::name);
  ASSERT_NE(spool, bill.end());
  EXPECT_EQ(spool->quantity, 2);
  EXPECT_EQ(spool->stock, 4);
  EXPECT_EQ(spool->places, (std::vector<std::string>{"stage 1", "stage 2"}));
  const auto unsourced = unsourced_numbers(bill);
  EXPECT_TRUE(std::ranges::any_of(unsourced, [](const UnsourcedNumber& each) {
    return each.part == "ofs-hnlf-507" && each.number == "effective_area_um2" && each.value == 11.6;
  }));
  EXPECT_TRUE(std::ranges::none_of(unsourced, [](const UnsourcedNumber& each) {
    return each.part == "ofs-hnlf-507" && each.number == "gamma_per_w_km";
  }));
}

TEST(MapResult, BudgetInTheDocumentAddsUp) {
  for (const char* rig : {"spec", "lab"}) {
    const Json json = json_of(mapped(small_model({1.5, 2.0}, {0.3, 0.2}), rig));
    const Json& budget = json.at("error_budget");
    double sum = 0.0;
    for (const Json& each : budget.at("contributions")) {
      sum += each.at("nmse").at("trace").get<double>();
    }
    const double said = budget.at("sum").at("trace").get<double>();
    EXPECT_GT(said, 0.0);
    EXPECT_NEAR(sum, said, 1e-9 * said);
    EXPECT_DOUBLE_EQ(budget.at("field_fidelity").get<double>(),
                     1.0 - budget.at("nmse").at("field").get<double>());
    EXPECT_FALSE(json.contains("predicted"));
  }
}

// Of a drift that eats up its tolerance just when the interval ends: a tenth of the budget's error.
TEST(MapResult, RecalibrationIntervalSpendsATenthOfTheBudget) {
  const MapResult result = mapped(small_model({1.5, 2.0}, {0.3, 0.2}), "spec");
  const CalibrationPlan plan = calibration_plan(result);
  ASSERT_NE(plan.first_to_go(), nullptr);
  const DriftAllowance& first = *plan.first_to_go();
  EXPECT_EQ(first.name, "delay of the readout");
  const double drift = first.drift_per_hour * first.interval_h();
  EXPECT_NEAR(result.study.budget->readout_delay * drift * drift,
              0.1 * result.study.budget->errors.nmse.trace, 1e-9);
  EXPECT_EQ(plan.drifts.size(), 3U);  // and the gain of both amplifiers
  EXPECT_EQ(calibration_plan(mapped(small_model({1.5, 2.0}, {0.3, 0.2}), "lab")).drifts.size(), 1U);
}

TEST(MapResult, PageOfAFeasiblePlanHoldsEverything) {
  const MapResult result = mapped(small_model({1.5, 2.0}, {0.3, 0.2}), "lab");
  const std::string page = page_of(result, "feasible.html");
  for (const char* wanted :
       {"It can be built", "Optical layout", "Bill of materials", "β₃L", "Error budget",
        "= 1 − NMSE", "Raman scattering", "latency", "Designs that were considered", "Calibration",
        "effective_area_um2", "--data DATA"}) {
    EXPECT_NE(page.find(wanted), std::string::npos) << wanted;
  }
  EXPECT_EQ(page.find("What cannot be built"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST(MapResult, PageOfAnInfeasiblePlanTellsTheWaysOut) {
  const MapResult result = mapped(small_model({1.5, 2.0}, {40.0, 0.2}), "spec");
  ASSERT_FALSE(result.study.alternatives.empty());
  const std::string page = page_of(result, "infeasible.html");
  for (const char* wanted : {"It cannot be built on this rig as it is", "Brillouin", "clipped",
                             "fiberloom train DATA --from m.safetensors --rig spec",
                             "Optical layout", "element nonlinear-fibre warns"}) {
    EXPECT_NE(page.find(wanted), std::string::npos) << wanted;
  }
  EXPECT_EQ(page.find("Error budget"), std::string::npos);
}

}  // namespace
}  // namespace fiberloom::app
