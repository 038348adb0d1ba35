// A simulated bench down to its instruments beside the digital model: the same network, batch and thread. The bench of
// profile "typical" has two points of its grid for each sample, so the model is timed on both grids.
#include <benchmark/benchmark.h>

#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <random>

#include "lab_rig.hpp"

namespace fiberloom::bench {
namespace {

constexpr std::size_t batch = 64;
const std::vector<double> dispersion{1.0, -0.7, 0.8};
const std::vector<double> nonlinear_phase{0.4, 0.3, 0.3};

core::FieldBatch<double> noise(std::size_t samples) {
  std::mt19937 engine(1);
  std::normal_distribution<double> normal(0.0, 0.5);
  core::FieldBatch<double> fields(batch, samples);
  for (std::complex<double>& value : fields.values()) {
    value = {normal(engine), normal(engine)};
  }
  return fields;
}

void digital(benchmark::State& state) {
  const auto samples = static_cast<std::size_t>(state.range(0));
  const std::size_t layers = dispersion.size();
  const core::Propagator<double> propagator(core::TimeGrid(samples, 1.0),
                                            {.alpha = std::vector<double>(layers, 0.0),
                                             .beta2 = dispersion,
                                             .gamma = nonlinear_phase,
                                             .potential = {}});
  core::WorkerPool workers(1);
  core::Propagator<double>::Workspaces workspaces;
  core::FieldBatch<double> fields = noise(samples);
  for (auto _ : state) {
    propagator.forward(fields, workers, workspaces);  // lossless: it may go on from its output
    benchmark::ClobberMemory();
  }
}

void rig(benchmark::State& state, const char* profile) {
  const hal::LightPath path = test::lab_path(dispersion.size());
  const sim::SimulatedInstrumentRig bench =
      sim::make_simulated_instrument_rig(test::lab_rig(), path, hal::builtin_catalog(),
                                         {.spread = hal::bench_profile(profile), .seed = 1});
  const hal::EmissionPermit permit = bench.rig->arm();
  hal::RunRequest request{.stages = test::lab_settings(path, dispersion, nonlinear_phase),
                          .waveform = noise(static_cast<std::size_t>(state.range(0)))};
  for (auto _ : state) {
    benchmark::DoNotOptimize(bench.rig->backend().run(request, permit));
  }
}

BENCHMARK(digital)->Arg(1024)->Arg(2048)->ArgName("samples")->UseRealTime();
BENCHMARK_CAPTURE(rig, ideal, "ideal")->Arg(1024)->ArgName("samples")->UseRealTime();
BENCHMARK_CAPTURE(rig, typical, "typical")->Arg(1024)->ArgName("samples")->UseRealTime();
BENCHMARK_CAPTURE(rig, rough, "rough")->Arg(1024)->ArgName("samples")->UseRealTime();

}  // namespace
}  // namespace fiberloom::bench
