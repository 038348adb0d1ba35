#include <gtest/gtest.h>

#include <cstdio>
#include <fiberloom/core/document.hpp>
#include <fiberloom/hal/error_budget.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/sim/simulated_backend.hpp>

#include "bench/bench_errors.hpp"

namespace fiberloom::sim {
namespace {

using test::decibels;

// Error of the traces of many benches, against the model's own.
double measured_error(const hal::RigDocument& rig, const hal::Plan& plan,
                      const core::FieldBatch<double>& frames,
                      const core::RealBatch<double>& ideal) {
  constexpr std::size_t benches = 200;
  double sum = 0.0;
  for (std::size_t seed = 0; seed < benches; ++seed) {
    const auto bench = make_simulated_rig(rig, plan.light_path, seed);
    const hal::EmissionPermit permit = bench->arm();
    const auto trace = bench->backend()
                           .run({.stages = hal::planned_settings(plan), .waveform = frames}, permit)
                           .trace;
    const test::Row found(trace.values().begin(), trace.values().end());
    const test::Row wanted(ideal.values().begin(), ideal.values().end());
    sum += test::nmse_after_best_gain(found, wanted) / static_cast<double>(benches);
  }
  return sum;
}

core::Model model_of(std::vector<double> b, std::vector<double> nonlinear_phase) {
  core::Model model;
  model.frame = {.samples = 64, .oversampling = 4};
  model.readout = {.detect = core::Detection::intensity, .pool = 4};
  model.layers = test::lossless(std::move(b), std::move(nonlinear_phase));
  return model;
}

TEST(SpreadBudget, PredictsTheTracesOfBenchesThatAreKnownByTheirSpread) {
  const auto rig =
      core::read_document<hal::RigDocument>(FIBERLOOM_SOURCE_DIR "/apps/rigs/spec.json");
  for (const core::Model& model :
       {model_of({1.2}, {0.3}), model_of({1.2, -0.8}, {0.3, 0.6}),
        model_of({0.5, 1.0, -1.1, 0.7}, {0.5, 0.2, 0.8, 0.4}), model_of({-0.9}, {1.2})}) {
    const hal::Plan plan = hal::map_model(model, rig, hal::builtin_catalog());
    ASSERT_TRUE(plan.feasible);
    const auto frames = test::gaussian_frames(12, model.frame.grid_size(), 0.125);
    const hal::ModelSensitivity sensitivity =
        hal::sensitivities(model, frames, hal::optics_of(rig, plan.light_path));
    const hal::ErrorBudget budget =
        hal::error_budget({.plan = plan, .rig = rig, .sensitivity = sensitivity});
    const double measured = measured_error(rig, plan, frames, sensitivity.ideal_trace);
    std::printf("%zu layers: predicted %.1f dB, measured %.1f dB\n", plan.stages.size(),
                decibels(budget.nmse.trace), decibels(measured));
    // Tolerances of several percent are no small change of four layers: they cost less than twice their halves do.
    const double tolerance_db = measured < 0.01 ? 0.5 : 1.5;
    EXPECT_NEAR(decibels(budget.nmse.trace / measured), 0.0, tolerance_db);
  }
}

}  // namespace
}  // namespace fiberloom::sim
