#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/sim/bench/impairment.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <iostream>
#include <optional>

#include "lab_rig.hpp"
#include "random.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

using test::Row;

struct Network {
  std::vector<double> b;
  std::vector<double> nonlinear_phase;
};

// Four stages of either sign of dispersion, weak and strong; the light has a mean |u|^2 of 0.16.
Network first_stages(std::size_t count) {
  Network network{{1.3, -0.8, 0.7, -0.4}, {0.9, 0.7, 1.0, 0.8}};
  network.b.resize(count);
  network.nonlinear_phase.resize(count);
  return network;
}

// Weak light never reaches the digitiser's end, and hardly bends the modulator's sine: the drive is straightened at the
// samples, and not quite between them.
core::FieldBatch<double> weak_frames(std::size_t frames, std::size_t samples, double band) {
  test::Random random(311);
  core::FieldBatch<double> batch(frames, samples);
  for (std::size_t i = 0; i < frames; ++i) {
    // Mean power 0.16. Brighter light (0.25) leaves -59.7 dB to the finer grid behind four stages without filter: the
    // generator's drive is straightened at the samples, and the modulator's sine acts between them too.
    const Row row = test::times_factor(test::band_limited_row(samples, band, random), 0.4);
    std::copy(row.begin(), row.end(), batch.row(i).begin());
  }
  return batch;
}

hal::RunResult on_bench(const hal::BenchSpread& spread, const hal::LightPath& path,
                        const hal::RunRequest& request) {
  const SimulatedInstrumentRig bench = make_simulated_instrument_rig(
      test::lab_rig(), path, hal::builtin_catalog(), {.spread = spread, .seed = 5});
  const hal::EmissionPermit permit = bench.rig->arm();
  hal::RunResult result = bench.rig->backend().run(request, permit);
  for (const hal::FrameQuality& quality : result.quality) {
    EXPECT_FALSE(quality.clipped || quality.saturated || quality.lost);
  }
  return result;
}

// The network with the settings that the bench says it took.
core::LayerParameters applied_layers(const hal::RunResult& result, const hal::LightPath& path) {
  core::LayerParameters layers = core::zero_layers(result.applied.size());
  for (std::size_t m = 0; m < result.applied.size(); ++m) {
    layers.beta2[m] = hal::b_of(result.applied[m].dispersion.applied, path);
    layers.gamma[m] =
        hal::nonlinear_phase_of(result.applied[m].launch_power.applied, path.stages[m]);
  }
  return layers;
}

std::optional<core::LowPass> filter_of(const hal::LightPath& path) {
  if (path.optical_filter_ghz == 0.0) {
    return std::nullopt;
  }
  return core::LowPass{
      .cutoff = path.optical_filter_ghz * 1e9 * path.model_sample().in(core::units::s),
      .order = static_cast<int>(path.optical_filter_order)};
}

// Fourier interpolation to `factor` times the points.
Row interpolated(std::span<const test::Complex> row, std::size_t factor) {
  const std::size_t size = row.size();
  const Row spectrum = test::fourier_sum(row, -1.0);
  Row wide(size * factor);
  for (std::size_t k = 0; k < size; ++k) {
    const test::Complex value = spectrum[k] / static_cast<double>(size);
    if (2 * k == size && factor > 1) {  // that bin stands for both signs
      wide[k] += 0.5 * value;
      wide[wide.size() - k] += 0.5 * value;
    } else {
      wide[2 * k < size ? k : wide.size() - (size - k)] = value;
    }
  }
  return test::fourier_sum(wide, 1.0);
}

// Share of the trace that the digital model on `factor` times the points does not explain.
double distance(const hal::RunResult& result, const hal::RunRequest& request,
                const hal::LightPath& path, std::size_t factor) {
  double wrong = 0.0;
  double total = 0.0;
  for (std::size_t i = 0; i < request.waveform.batch(); ++i) {
    const Row field = test::propagated(interpolated(request.waveform.row(i), factor),
                                       applied_layers(result, path), filter_of(path),
                                       static_cast<double>(factor * path.oversampling));
    for (std::size_t j = 0; j < request.waveform.samples(); ++j) {
      const double expected = std::norm(field[factor * j]);
      wrong += std::pow(result.trace.row(i)[j] - expected, 2);
      total += expected * expected;
    }
  }
  return 10.0 * std::log10(wrong / total);
}

struct BenchCase {
  std::size_t stages;
  std::size_t oversampling;
  double filter_per_model_sample;  // cycles; 0: none
};

void PrintTo(const BenchCase& bench, std::ostream* out) {
  *out << bench.stages << " stages, " << bench.oversampling << " points a model sample, filter "
       << bench.filter_per_model_sample;
}

hal::LightPath path_of(const BenchCase& bench) {
  hal::LightPath path = test::lab_path(bench.stages, bench.oversampling);
  path.optical_filter_ghz =
      bench.filter_per_model_sample / path.model_sample().in(core::units::s)*1e-9;
  return path;
}

hal::RunRequest request_of(const BenchCase& bench, double band) {
  const Network network = first_stages(bench.stages);
  return {.stages = test::lab_settings(path_of(bench), network.b, network.nonlinear_phase),
          .waveform = weak_frames(3, 128, band)};
}

class IdealBench : public testing::TestWithParam<BenchCase> {};

TEST_P(IdealBench, IsTheDigitalModel) {
  const hal::LightPath path = path_of(GetParam());
  const hal::RunRequest request = request_of(GetParam(), 1.0);
  const double difference = distance(on_bench(hal::ideal_bench(), path, request), request, path, 1);
  RecordProperty("difference_db", std::to_string(difference));
  EXPECT_LT(difference, -60.0);
}

TEST_P(IdealBench, InGlassIsTheDigitalModelOnTheFinerGrid) {
  const hal::LightPath path = path_of(GetParam());
  const hal::RunRequest request = request_of(GetParam(), 0.5);
  hal::BenchSpread glass = hal::ideal_bench();
  glass.grid_points_per_sample = 2;
  const hal::RunResult result = on_bench(glass, path, request);
  const double to_fine = distance(result, request, path, 2);
  const double to_model = distance(result, request, path, 1);
  std::cout << "  to the model on twice its points " << to_fine << " dB, on its own points "
            << to_model << " dB\n";
  EXPECT_LT(to_fine, -60.0);
  if (GetParam().stages > 1) {  // one stage is linear but for phases that no photodiode sees
    EXPECT_GT(to_model, to_fine + 20.0) << "nothing leaves the band: the case shows nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(Lab, IdealBench,
                         testing::Values(BenchCase{1, 1, 0.0}, BenchCase{2, 1, 0.0},
                                         BenchCase{3, 1, 0.4}, BenchCase{4, 1, 0.0},
                                         BenchCase{1, 2, 0.4}, BenchCase{2, 2, 0.4},
                                         BenchCase{3, 2, 0.0}, BenchCase{4, 2, 0.4}));

}  // namespace
}  // namespace fiberloom::sim
