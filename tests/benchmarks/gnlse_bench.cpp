// Fibre propagation on reference cases: time, and the error and the steps that it buys. The goal of the supercontinuum is
// a tenth of what gnlse-python needs for the same error.
#include <benchmark/benchmark.h>

#include <cmath>
#include <complex>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/core/fiber/split_step.hpp>
#include <fiberloom/core/npy.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fiberloom::core {
namespace {

using Row = std::vector<std::complex<double>>;

struct Case {
  TimeGrid grid;
  Fiber fiber;
  Row input;
  Row output;
};

Case load(const std::string& name) {
  const auto folder =
      std::filesystem::path(FIBERLOOM_SOURCE_DIR) / "tests/reference/cases" / ("fiber." + name);
  std::ifstream stream(folder / "case.json");
  const nlohmann::json numbers = nlohmann::json::parse(stream).at("parameters");
  const auto number = [&](const std::string& key) { return numbers.value(key, 0.0); };
  Fiber fiber{.length_m = number("length_m") + 1e3 * number("length_km"),
              .gamma_per_w_m = number("gamma_per_w_m") + 1e-3 * number("gamma_per_w_km"),
              .center_wavelength_m = 1e-9 * number("center_wavelength_nm"),
              .self_steepening = numbers.value("self_steepening", false)};
  for (int order = 2; order <= 10; ++order) {
    const std::string n = std::to_string(order);
    const std::string key = "beta" + n + "_ps" + n + "_per_";
    fiber.betas.push_back((number(key + "m") + 1e-3 * number(key + "km")) * std::pow(1e-12, order));
  }
  if (numbers.contains("raman_fraction")) {
    fiber.raman = RamanResponse::of(RamanModel::blow_wood);
  }
  return {.grid = TimeGrid(numbers.at("samples"), 1e-12 * number("time_step_ps")),
          .fiber = fiber,
          .input = read_npy(folder / "input.npy").complex,
          .output = read_npy(folder / "output.npy").complex};
}

double relative_error(const Row& found, const Row& expected) {
  double difference = 0.0;
  double size = 0.0;
  for (std::size_t j = 0; j < expected.size(); ++j) {
    difference += std::norm(found[j] - expected[j]);
    size += std::norm(expected[j]);
  }
  return std::sqrt(difference / size);
}

// What gnlse-python takes for the supercontinuum at an error: evaluations of the rate by its integrator (Dormand-Prince
// 5(4) of SciPy, every bin held within rtol |A| + atol, both alike), counted with an integrator of that rule here, at the
// 74 ns for each point and evaluation that the program itself was measured at on such a machine.
struct Count {
  double error;
  double evaluations;
};
constexpr Count python_counts[] = {
    {1.078e-2, 8983}, {2.287e-3, 16099}, {9.200e-5, 29467}, {4.735e-6, 51667}};
constexpr double python_time_s = 74e-9;

// On straight lines in logarithms; the outer ones go on.
double python_seconds(double error, std::size_t points) {
  std::size_t i = 0;
  while (i + 2 < std::size(python_counts) && error < python_counts[i + 1].error) {
    ++i;
  }
  const Count& loose = python_counts[i];
  const Count& tight = python_counts[i + 1];
  const double slope =
      std::log(tight.evaluations / loose.evaluations) / std::log(tight.error / loose.error);
  return python_time_s * static_cast<double>(points) * loose.evaluations *
         std::pow(error / loose.error, slope);
}

// The argument is minus the decimal exponent of the tolerance.
void rk4ip(benchmark::State& state, const std::string& name) {
  const Case light = load(name);
  const Rk4ip solver(light.grid, light.fiber, std::pow(10.0, -static_cast<double>(state.range(0))));
  Row row;
  std::size_t steps = 0;
  for (auto _ : state) {
    row = light.input;
    const Rk4ipReport report = solver.propagate(row);
    steps = report.accepted_steps + report.rejected_steps;
  }
  state.counters["error"] = relative_error(row, light.output);
  state.counters["steps"] = static_cast<double>(steps);
  const double evaluations = 6.0 * static_cast<double>(steps * row.size());
  state.counters["per_sample_and_rate"] = benchmark::Counter(
      evaluations, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  if (name == "supercontinuum") {
    state.counters["times_gnlse_python"] =
        benchmark::Counter(python_seconds(relative_error(row, light.output), row.size()),
                           benchmark::Counter::kIsIterationInvariantRate);
  }
}

BENCHMARK_CAPTURE(rk4ip, supercontinuum, std::string("supercontinuum"))
    ->DenseRange(4, 8)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rk4ip, soliton_n3, std::string("soliton_n3_period"))
    ->DenseRange(6, 9)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rk4ip, raman_soliton, std::string("raman_soliton_shift"))
    ->DenseRange(6, 9)
    ->Unit(benchmark::kMillisecond);

// The argument is the number of steps.
void split_step(benchmark::State& state, const std::string& name) {
  const Case light = load(name);
  const SplitStep solver(light.grid, light.fiber, static_cast<std::size_t>(state.range(0)));
  Row row;
  for (auto _ : state) {
    row = light.input;
    solver.propagate(row);
  }
  state.counters["error"] = relative_error(row, light.output);
}

// Forward and backward: every derivative of one row.
void split_step_gradient(benchmark::State& state, const std::string& name) {
  const Case light = load(name);
  const SplitStep solver(light.grid, light.fiber, static_cast<std::size_t>(state.range(0)));
  SplitStep::Tape tape = solver.make_tape();
  FiberGradient gradient{.betas = std::vector<double>(light.fiber.betas.size())};
  for (auto _ : state) {
    Row row = light.input;
    solver.forward(row, tape);
    solver.vjp(tape, row, gradient);
    benchmark::DoNotOptimize(gradient);
  }
}

BENCHMARK_CAPTURE(split_step, soliton_n1, std::string("soliton_n1_5periods"))
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(split_step_gradient, soliton_n1, std::string("soliton_n1_5periods"))
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fiberloom::core
