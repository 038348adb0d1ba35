#include "demo_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/sampling.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/sim/simulated_backend.hpp>

#include "rig_run.hpp"

namespace fiberloom::app {
namespace {

constexpr std::size_t shown_record = 0;
constexpr std::size_t num_scatter_records = 3;

using Field = core::AlignedVector<std::complex<double>>;

// A model whose features are the whole detected trace.
core::Model with_trace_readout(core::Model model) {
  model.readout = {.detect = core::Detection::intensity, .pool = 1};
  model.classifier = core::zero_classifier(2, model.frame.record_size());
  return model;
}

core::RealBatch<double> first_records(const DemoResult& result, std::size_t count) {
  const std::vector<std::size_t> order =
      core::seeded_permutation(result.data.test.labels.size(), 1, 0);
  return core::subset(result.data.test, std::span(order).first(count)).series;
}

// The field after each of the first layers, as a receiver behind that layer would see it; the launched one first.
std::vector<Field> fields_along(const core::Model& model, const core::LayerParameters& layers,
                                const core::RealBatch<double>& records) {
  core::WorkerPool alone(1);
  const core::FieldBatch<double> launched = core::Network(model, alone).encode(records);
  const Field start(launched.row(shown_record).begin(), launched.row(shown_record).end());
  std::vector<Field> fields{start};
  for (std::size_t count = 1; count <= layers.num_layers(); ++count) {
    core::LayerParameters first = core::zero_layers(count);
    std::copy_n(layers.beta2.begin(), count, first.beta2.begin());
    std::copy_n(layers.gamma.begin(), count, first.gamma.begin());
    const core::Propagator<double> glass(model.frame.grid(), first, model.low_pass);
    core::Propagator<double>::Tape tape = glass.make_tape();
    Field field = start;
    glass.forward(field, tape);
    fields.push_back(std::move(field));
  }
  return fields;
}

// Traces of the first bench at a rung's settings.
core::RealBatch<double> measured_traces(const DemoResult& result, const DemoOptions& options,
                                        const core::RealBatch<double>& records, bool calibrated) {
  core::WorkerPool alone(1);
  const OpenModel open = open_model(result.trained.model, result.plan);
  const core::Model model = with_trace_readout(open.model);
  const std::unique_ptr<hal::Rig> rig = sim::make_simulated_rig(
      result.rig, result.plan.light_path, static_cast<std::uint64_t>(options.first_bench));
  const hal::EmissionPermit permit = rig->arm();
  hal::PassLedger ledger;
  calibration::RigSession session(rig->backend(), permit, ledger);
  const calibration::RigTask task{
      .model = model,
      .settings = open.settings,
      .twin = calibrated ? result.benches.front().identification.twin
                         : calibration::nominal_twin(result.plan.stages.size()),
      .session = session,
      .workers = alone};
  const calibration::TunedRig rung =
      calibrated ? calibration::compensate(task) : calibration::deploy(task);
  return calibration::rig_features(task, rung, records, "report");
}

std::vector<double> values_of(std::span<const double> row) { return {row.begin(), row.end()}; }

std::vector<double> flat(const core::RealBatch<double>& batch) { return values_of(batch.values()); }

}  // namespace

report::FieldPlot field_plot(const DemoResult& result, const DemoOptions& options) {
  const core::RealBatch<double> records = first_records(result, 1);
  const OpenModel open = open_model(result.trained.model, result.plan);
  const calibration::TwinParameters& twin = result.benches.front().identification.twin;
  const std::vector<Field> ideal = fields_along(open.model, open.model.layers, records);
  const std::vector<Field> rig =
      fields_along(open.model, calibration::realised_layers(open.settings, twin), records);
  report::FieldPlot plot{.title = "One record through the layers",
                         .x_label = "time / model samples",
                         .x = open.model.frame.grid().times(),
                         .panels = {},
                         .rig_name = "after, as deployed (calibrated twin)"};
  for (std::size_t m = 1; m < ideal.size(); ++m) {
    plot.panels.push_back({.title = fmt::format("layer {}", m),
                           .before = report::field_trace(ideal[m - 1]),
                           .ideal = report::field_trace(ideal[m]),
                           .rig = report::field_trace(rig[m])});
  }
  const core::RealBatch<double> trace = measured_traces(result, options, records, true);
  plot.panels.push_back({.title = "photodiode, measured on the calibrated rig",
                         .ideal = report::field_trace(ideal.back()),
                         .rig = {.intensity = values_of(trace.row(shown_record))}});
  return plot;
}

report::ScatterPlot trace_plot(const DemoResult& result, const DemoOptions& options) {
  core::WorkerPool alone(1);
  const core::RealBatch<double> records = first_records(result, num_scatter_records);
  const OpenModel open = open_model(result.trained.model, result.plan);
  const std::vector<double> ideal =
      flat(core::Network(with_trace_readout(open.model), alone).features(records));
  return {.title = "Detected intensity, ideal against rig",
          .x_label = "ideal |E|²",
          .y_label = "rig |E|²",
          .groups = {{.name = "as deployed",
                      .x = ideal,
                      .y = flat(measured_traces(result, options, records, false))},
                     {.name = "calibrated",
                      .x = ideal,
                      .y = flat(measured_traces(result, options, records, true))}},
          .statistics = false};
}

}  // namespace fiberloom::app
