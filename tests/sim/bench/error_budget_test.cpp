#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>

#include "budget_models.hpp"

namespace fiberloom::sim {
namespace {

TEST(ErrorBudget, X) {
  const hal::RigDocument rig = test::lab_rig();
  const hal::Catalog& catalog = hal::builtin_catalog();
  const hal::BenchSpread spread = hal::typical_bench();
  for (std::size_t index = 0; index < 24; ++index) {
    const test::BudgetModel question = test::random_buildable_model(rig, catalog, index);
    const hal::Plan plan = hal::map_model(question.model, rig, catalog);
    if (!plan.feasible) {
      std::printf("infeasible %s\n", plan.problems[0].reason.c_str());
      continue;
    }
    const auto t0 = std::chrono::steady_clock::now();
    const hal::ModelSensitivity sensitivity =
        hal::sensitivities(hal::buildable_model(question.model, plan.conjugated), question.frames,
                           hal::optics_of(rig, plan.light_path, catalog, spread));
    const auto t1 = std::chrono::steady_clock::now();
    const hal::ErrorBudget budget = hal::error_budget({.plan = plan,
                                                       .rig = rig,
                                                       .catalog = catalog,
                                                       .spread = spread,
                                                       .sensitivity = sensitivity});
    const auto t2 = std::chrono::steady_clock::now();
    BenchError mean;
    for (std::uint64_t bench = 0; bench < 4; ++bench) {
      const BenchError e = test::measured_error(rig, plan, catalog, spread, 50 + bench,
                                                question.frames, sensitivity);
      mean.field_nmse += e.field_nmse / 4;
      mean.trace_nmse += e.trace_nmse / 4;
    }
    const auto t3 = std::chrono::steady_clock::now();
    const auto ms = [](auto a, auto b) { return std::chrono::duration<double>(b - a).count() * 1e3; };
    std::printf("%2zu k%zu f%d M%zu sum %6.1f %6.1f | pred %6.1f %6.1f meas %6.1f %6.1f diff %5.1f %5.1f  (%.0f %.0f %.0f ms)",
                index, question.model.frame.oversampling, question.model.low_pass.has_value(),
                plan.stages.size(), test::decibels(budget.sum.field),
                test::decibels(budget.sum.trace), test::decibels(budget.nmse.field),
                test::decibels(budget.nmse.trace), test::decibels(mean.field_nmse),
                test::decibels(mean.trace_nmse),
                test::decibels(budget.nmse.field / mean.field_nmse),
                test::decibels(budget.nmse.trace / mean.trace_nmse), ms(t0, t1), ms(t1, t2),
                ms(t2, t3));
    for (const auto& stage : plan.stages) {
      std::printf(" [%.2f %.2f]", stage.b, stage.nonlinear_phase_rad);
    }
    std::printf("\n");
    if (std::getenv("V")) {
      for (const auto& c : budget.contributions) {
        std::printf("     %-24s %-8s %7.1f %7.1f\n", c.name.c_str(), c.where.c_str(),
                    test::decibels(std::abs(c.power.field)), test::decibels(std::abs(c.power.trace)));
      }
    }
  }
}

}  // namespace
}  // namespace fiberloom::sim
namespace fiberloom::sim {
namespace {
TEST(ErrorBudget, Y) {
  const hal::RigDocument rig = test::lab_rig();
  const hal::Catalog& catalog = hal::builtin_catalog();
  const std::size_t index = static_cast<std::size_t>(std::atoi(std::getenv("IDX")));
  const test::BudgetModel question = test::random_buildable_model(rig, catalog, index);
  const hal::Plan plan = hal::map_model(question.model, rig, catalog);
  core::WorkerPool workers(2);
  const auto report = report_impairments({.rig = rig, .path = plan.light_path, .catalog = catalog,
      .spread = hal::typical_bench(), .first_seed = 50, .num_benches = 8},
      {.stages = hal::planned_settings(plan), .waveform = question.frames}, workers);
  for (const auto& row : report.rows) {
    if (!row.is_on) continue;
    const hal::BenchSpread spread = only(*row.impairment, hal::typical_bench());
    const auto sensitivity = hal::sensitivities(question.model, question.frames, hal::optics_of(rig, plan.light_path, catalog, spread));
    const auto budget = hal::error_budget({.plan = plan, .rig = rig, .catalog = catalog, .spread = spread, .sensitivity = sensitivity});
    hal::ErrorPower sum;
    for (const auto& c : budget.contributions) if (c.name == row.impairment->name) { sum.field += c.power.field; sum.trace += c.power.trace; }
    const auto full = hal::sensitivities(question.model, question.frames, hal::optics_of(rig, plan.light_path, catalog, hal::typical_bench()));
    const auto budgetf = hal::error_budget({.plan = plan, .rig = rig, .catalog = catalog, .spread = hal::typical_bench(), .sensitivity = full});
    hal::ErrorPower all;
    for (const auto& c : budgetf.contributions) if (c.name == row.impairment->name) { all.field += c.power.field; all.trace += c.power.trace; }
    std::printf("%-24s alone meas %7.1f %7.1f budget %7.1f %7.1f diff %5.1f %5.1f   in typical %7.1f %7.1f\n", std::string(row.impairment->name).c_str(),
      test::decibels(row.alone.field_nmse), test::decibels(row.alone.trace_nmse), test::decibels(sum.field), test::decibels(sum.trace),
      test::decibels(sum.field/row.alone.field_nmse), test::decibels(sum.trace/row.alone.trace_nmse), test::decibels(all.field), test::decibels(all.trace));
  }
  std::printf("all %.1f %.1f sum %.1f %.1f\n", test::decibels(report.all.field_nmse), test::decibels(report.all.trace_nmse), test::decibels(report.sum.field_nmse), test::decibels(report.sum.trace_nmse));
}
}  // namespace
}  // namespace fiberloom::sim
