// The propagator beside the transforms that it cannot do without: every case is timed three times in one process, as
// bare FFTW transforms ("floor"), forward, and forward with all gradients.
#include <benchmark/benchmark.h>
#include <fftw3.h>

#include <complex>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <random>
#include <string>
#include <vector>

namespace fiberloom::core {
namespace {

struct Case {
  std::size_t samples;
  std::size_t batch;
  std::size_t layers;
  std::size_t workers;

  explicit Case(const benchmark::State& state)
      : samples(static_cast<std::size_t>(state.range(0))),
        batch(static_cast<std::size_t>(state.range(1))),
        layers(static_cast<std::size_t>(state.range(2))),
        workers(static_cast<std::size_t>(state.range(3))) {}

  // Time of one sample in one layer.
  void report(benchmark::State& state) const {
    state.counters["sample_layers"] =
        benchmark::Counter(static_cast<double>(samples * batch * layers),
                           benchmark::Counter::kIsIterationInvariantRate);
  }
};

template <class Real>
FieldBatch<Real> noise(const Case& shape) {
  std::mt19937 engine(1);
  std::normal_distribution<Real> normal;
  FieldBatch<Real> fields(shape.batch, shape.samples);
  for (std::complex<Real>& value : fields.values()) {
    value = {normal(engine), normal(engine)};
  }
  return fields;
}

LayerParameters random_layers(std::size_t num_layers) {
  std::mt19937 engine(2);
  std::uniform_real_distribution<double> number(-1.0, 1.0);
  LayerParameters layers = zero_layers(num_layers);
  for (std::size_t m = 0; m < num_layers; ++m) {
    layers.alpha[m] = 0.01 * number(engine);
    layers.beta2[m] = number(engine);
    layers.gamma[m] = 0.1 * number(engine);
  }
  return layers;
}

template <class Real>
struct Fftw;

template <>
struct Fftw<float> {
  using Complex = fftwf_complex;
  using Plan = fftwf_plan;
  static constexpr auto plan = fftwf_plan_dft_1d;
  static constexpr auto execute = fftwf_execute_dft;
  static constexpr auto destroy = fftwf_destroy_plan;
};

template <>
struct Fftw<double> {
  using Complex = fftw_complex;
  using Plan = fftw_plan;
  static constexpr auto plan = fftw_plan_dft_1d;
  static constexpr auto execute = fftw_execute_dft;
  static constexpr auto destroy = fftw_destroy_plan;
};

// Forward and inverse transforms of every record and layer, measured plans from one row to another: the fastest way to
// call FFTW on rows that stay in the first-level cache.
template <class Real>
void floor(benchmark::State& state) {
  const Case shape(state);
  using Complex = typename Fftw<Real>::Complex;
  struct Rows {
    AlignedVector<std::complex<Real>> from;
    AlignedVector<std::complex<Real>> to;
  };
  std::vector<Rows> rows;
  for (std::size_t worker = 0; worker < shape.workers; ++worker) {
    rows.push_back({AlignedVector<std::complex<Real>>(shape.samples),
                    AlignedVector<std::complex<Real>>(shape.samples)});
  }
  const auto data = [](auto& row) { return reinterpret_cast<Complex*>(row.data()); };
  const int size = static_cast<int>(shape.samples);
  const auto forward = Fftw<Real>::plan(size, data(rows[0].from), data(rows[0].to), FFTW_FORWARD,
                                        FFTW_MEASURE | FFTW_PRESERVE_INPUT);
  const auto inverse = Fftw<Real>::plan(size, data(rows[0].to), data(rows[0].from), FFTW_BACKWARD,
                                        FFTW_MEASURE | FFTW_PRESERVE_INPUT);
  for (Rows& each : rows) {
    std::fill(each.from.begin(), each.from.end(), std::complex<Real>());
  }
  WorkerPool workers(shape.workers);
  for (auto _ : state) {
    workers.run(shape.batch, [&](std::size_t, std::size_t worker) {
      for (std::size_t m = 0; m < shape.layers; ++m) {
        Fftw<Real>::execute(forward, data(rows[worker].from), data(rows[worker].to));
        Fftw<Real>::execute(inverse, data(rows[worker].to), data(rows[worker].from));
      }
    });
  }
  Fftw<Real>::destroy(forward);
  Fftw<Real>::destroy(inverse);
  shape.report(state);
}

template <class Real>
void forward(benchmark::State& state) {
  const Case shape(state);
  const Propagator<Real> propagator(TimeGrid(shape.samples, 1.0), random_layers(shape.layers));
  WorkerPool workers(shape.workers);
  typename Propagator<Real>::Workspaces workspaces;
  FieldBatch<Real> fields = noise<Real>(shape);
  for (auto _ : state) {
    propagator.forward(fields, workers,
                       workspaces);  // nearly lossless: it may go on from its output
    benchmark::ClobberMemory();
  }
  shape.report(state);
}

template <class Real>
void gradient(benchmark::State& state) {
  const Case shape(state);
  const Propagator<Real> propagator(TimeGrid(shape.samples, 1.0), random_layers(shape.layers));
  WorkerPool workers(shape.workers);
  typename Propagator<Real>::Workspaces workspaces;
  const FieldBatch<Real> input = noise<Real>(shape);
  FieldBatch<Real> fields = input;
  LayerParameters sum = zeros_like(propagator.layers());
  for (auto _ : state) {
    std::copy(input.values().begin(), input.values().end(), fields.values().begin());
    // Half the output power as the loss: its cotangent is the field itself.
    propagator.pull_back(
        fields, [](std::size_t, std::span<std::complex<Real>>, std::size_t) {}, sum, workers,
        workspaces);
    benchmark::ClobberMemory();
  }
  shape.report(state);
}

void all_cases(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"samples", "batch", "layers", "workers"})->UseRealTime();
  for (const int workers : {1, 2}) {
    for (const int samples : {128, 256, 512, 1000, 1024, 2048, 4096, 8192, 16384}) {
      bench->Args({samples, 64, 8, workers});
    }
    for (const int batch : {1, 16, 256}) {
      bench->Args({1024, batch, 8, workers});
    }
    for (const int layers : {1, 32}) {
      bench->Args({1024, 64, layers, workers});
    }
  }
}

BENCHMARK(floor<float>)->Apply(all_cases)->Name("floor/float");
BENCHMARK(forward<float>)->Apply(all_cases)->Name("forward/float");
BENCHMARK(gradient<float>)->Apply(all_cases)->Name("gradient/float");
BENCHMARK(floor<double>)->Apply(all_cases)->Name("floor/double");
BENCHMARK(forward<double>)->Apply(all_cases)->Name("forward/double");
BENCHMARK(gradient<double>)->Apply(all_cases)->Name("gradient/double");

}  // namespace
}  // namespace fiberloom::core
