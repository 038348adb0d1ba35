#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/error_budget.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/realisable_range.hpp>
#include <vector>

#include "bench/assembled_bench.hpp"
#include "bench_errors.hpp"
#include "lab_rig.hpp"
#include "random.hpp"

namespace fiberloom::test {

/// A lossless model behind an intensity readout, and light for it.
struct BudgetModel {
  core::Model model{};
  core::FieldBatch<double> frames{};
};

/// Frames of complex Gaussian light that fills half of the model's band.
inline core::FieldBatch<double> half_band_frames(const core::Model& model, std::size_t frames) {
  return gaussian_frames(frames, model.frame.grid_size(),
                         0.5 / static_cast<double>(model.frame.oversampling));
}

/// One to four layers anywhere within what the rig realises; one model in two has an optical filter, one in two two grid
/// points a sample.
inline BudgetModel random_buildable_model(const hal::RigDocument& rig, const hal::Catalog& catalog,
                                          std::size_t index) {
  Random random(7000 + index);
  const std::size_t num_layers = 1 + index % 4;
  BudgetModel result;
  core::Model& model = result.model;
  const std::size_t oversampling = 1 + (index / 4) % 2;
  model.frame = {.samples = 256 / oversampling, .oversampling = oversampling};
  model.readout = {.detect = core::Detection::intensity, .pool = 4};
  if ((index / 8) % 2 == 1) {
    model.low_pass = core::LowPass{};
  }
  model.layers = core::zero_layers(num_layers);
  const auto ranges = hal::realisable_ranges(model, rig, catalog);
  for (std::size_t m = 0; m < num_layers; ++m) {
    model.layers.beta2[m] = random.uniform(ranges[m].minimum_b, ranges[m].maximum_b);
    model.layers.gamma[m] = random.uniform(ranges[m].minimum_nonlinear_phase,
                                           0.7 * ranges[m].maximum_nonlinear_phase);
  }
  result.frames = half_band_frames(model, 12);
  return result;
}

/// What a bench of that seed makes of a plan, against the model's own light.
inline sim::BenchError measured_error(const hal::RigDocument& rig, const hal::Plan& plan,
                                      const hal::Catalog& catalog, const hal::BenchSpread& spread,
                                      std::uint64_t seed, const core::FieldBatch<double>& frames,
                                      const hal::ModelSensitivity& ideal) {
  const sim::AssembledBench bench =
      sim::assemble_bench(rig, plan.light_path, catalog, {.spread = spread, .seed = seed});
  const hal::EmissionPermit permit = bench.instruments.rig->arm();
  const hal::RunResult result = bench.instruments.rig->backend().run(
      {.stages = hal::planned_settings(plan), .waveform = frames}, permit);
  sim::BenchError error;
  double rest = 0.0;
  double total = 0.0;
  for (std::size_t i = 0; i < frames.batch(); ++i) {
    const sim::Light light = bench.physics->received(i, static_cast<std::int64_t>(i));
    const std::size_t points = light.field.size() / frames.samples();
    Row samples;
    for (std::size_t j = 0; j < frames.samples(); ++j) {
      samples.push_back(light.field[points * j]);
    }
    rest += nmse_after_best_gain(samples, ideal.ideal_field.row(i)) * energy(samples);
    total += energy(samples);
  }
  error.field_nmse = rest / total;
  double between = 0.0;
  double found = 0.0;
  double wanted = 0.0;
  for (std::size_t j = 0; j < result.trace.values().size(); ++j) {
    const double here = result.trace.values()[j];
    const double there = ideal.ideal_trace.values()[j];
    between += here * there;
    found += here * here;
    wanted += there * there;
  }
  error.trace_nmse = 1.0 - between * between / (found * wanted);
  return error;
}

}  // namespace fiberloom::test
