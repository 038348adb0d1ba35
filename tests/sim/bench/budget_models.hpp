#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/error_budget.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/realisable_range.hpp>
#include <utility>
#include <vector>

#include "bench/assembled_bench.hpp"
#include "bench_errors.hpp"

namespace fiberloom::test {

/// A model on the rig "lab" or one like it, with light for it.
class BudgetQuestion {
 public:
  explicit BudgetQuestion(core::Model model, const hal::RigDocument& rig = lab_rig())
      : rig_(rig),
        plan_(hal::map_model(model, rig_, hal::builtin_catalog())),
        model_(hal::buildable_model(model, plan_.gauges)),
        examples_(light(0)) {}

  [[nodiscard]] const hal::RigDocument& rig() const noexcept { return rig_; }
  [[nodiscard]] const hal::Plan& plan() const noexcept { return plan_; }
  [[nodiscard]] const core::Model& model() const noexcept { return model_; }

  /// Twelve frames of complex Gaussian light that fills half of the model's band: those that the budget is made with, and
  /// others of the kind.
  [[nodiscard]] const core::FieldBatch<double>& examples() const noexcept { return examples_; }
  [[nodiscard]] core::FieldBatch<double> other_light() const { return light(12); }

  [[nodiscard]] hal::ModelSensitivity sensitivities(const hal::BenchSpread& spread) const {
    return hal::sensitivities(
        model_, examples_, hal::optics_of(rig_, plan_.light_path, hal::builtin_catalog(), spread));
  }

  [[nodiscard]] hal::ErrorBudget budget(const hal::BenchSpread& spread) const {
    const hal::ModelSensitivity sensitivity = sensitivities(spread);
    return hal::error_budget({.plan = plan_,
                              .rig = rig_,
                              .catalog = hal::builtin_catalog(),
                              .spread = spread,
                              .sensitivity = sensitivity});
  }

  /// What benches of that spread make of light that is sent by the plan, against the model's own: as sim::BenchError, but
  /// for the reference.
  [[nodiscard]] sim::BenchError measured(
      const core::FieldBatch<double>& sent,
      const std::vector<sim::SimulatedBenchOptions>& benches) const {
    core::FieldBatch<double> ideal = sent;
    for (std::size_t i = 0; i < sent.batch(); ++i) {
      const Row out = propagated(Row(sent.row(i).begin(), sent.row(i).end()), model_.layers,
                                 model_.low_pass, static_cast<double>(model_.frame.oversampling));
      std::copy(out.begin(), out.end(), ideal.row(i).begin());
    }
    sim::BenchError mean;
    for (const sim::SimulatedBenchOptions& bench : benches) {
      const sim::BenchError one = measured_on(bench, sent, ideal);
      mean.field_nmse += one.field_nmse / static_cast<double>(benches.size());
      mean.trace_nmse += one.trace_nmse / static_cast<double>(benches.size());
    }
    return mean;
  }

 private:
  [[nodiscard]] core::FieldBatch<double> light(std::size_t first) const {
    const core::FieldBatch<double> all = gaussian_frames(
        24, model_.frame.grid_size(), 0.5 / static_cast<double>(model_.frame.oversampling));
    core::FieldBatch<double> some(12, all.samples());
    for (std::size_t i = 0; i < some.batch(); ++i) {
      std::copy(all.row(first + i).begin(), all.row(first + i).end(), some.row(i).begin());
    }
    return some;
  }

  [[nodiscard]] sim::BenchError measured_on(const sim::SimulatedBenchOptions& options,
                                            const core::FieldBatch<double>& sent,
                                            const core::FieldBatch<double>& ideal) const {
    const sim::AssembledBench bench =
        sim::assemble_bench(rig_, plan_.light_path, hal::builtin_catalog(), options);
    const hal::EmissionPermit permit = bench.instruments.rig->arm();
    const auto trace = bench.instruments.rig->backend()
                           .run({.stages = hal::planned_settings(plan_), .waveform = sent}, permit)
                           .trace;
    double rest = 0.0;
    double total = 0.0;
    Row found;
    Row wanted;
    for (std::size_t i = 0; i < sent.batch(); ++i) {
      const sim::Light light = bench.physics->received(i, static_cast<std::int64_t>(i));
      const std::size_t points = light.field.size() / sent.samples();
      Row samples;
      for (std::size_t j = 0; j < sent.samples(); ++j) {
        samples.push_back(light.field[points * j]);
        found.emplace_back(trace.row(i)[j]);
        wanted.emplace_back(std::norm(ideal.row(i)[j]));
      }
      rest += nmse_after_best_gain(samples, ideal.row(i)) * energy(samples);
      total += energy(samples);
    }
    return {.field_nmse = rest / total, .trace_nmse = nmse_after_best_gain(found, wanted)};
  }

  hal::RigDocument rig_;
  hal::Plan plan_;
  core::Model model_;
  core::FieldBatch<double> examples_;
};

/// Benches of that spread with seeds of their own.
inline std::vector<sim::SimulatedBenchOptions> benches_of(const hal::BenchSpread& spread,
                                                          std::size_t count) {
  std::vector<sim::SimulatedBenchOptions> benches;
  for (std::uint64_t seed = 300; seed < 300 + count; ++seed) {
    benches.push_back({.spread = spread, .seed = seed});
  }
  return benches;
}

/// One to four layers anywhere within what the rig "lab" realises; one model in two has two grid points a sample, one in
/// two an optical filter.
inline core::Model random_lab_model(std::size_t index) {
  Random random(7000 + index);
  core::Model model;
  const std::size_t oversampling = 1 + index / 4 % 2;
  model.frame = {.samples = 256 / oversampling, .oversampling = oversampling};
  model.readout = {.detect = core::Detection::intensity, .pool = 4};
  if (index / 8 % 2 == 1) {
    model.low_pass = core::LowPass{};
  }
  model.layers = core::zero_layers(1 + index % 4);
  const auto ranges = hal::realisable_ranges(model, lab_rig(), hal::builtin_catalog());
  for (std::size_t m = 0; m < ranges.size(); ++m) {
    model.layers.beta2[m] = random.uniform(ranges[m].minimum_b, ranges[m].maximum_b);
    // The bench's interlock wants to be sure: it leaves the last 1.3 dB below its limit to what powers may be off.
    model.layers.gamma[m] = random.uniform(0.0, 0.7 * ranges[m].maximum_nonlinear_phase);
  }
  return model;
}

}  // namespace fiberloom::test
