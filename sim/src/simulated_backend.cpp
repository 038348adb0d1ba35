#include <algorithm>
#include <chrono>
#include <cmath>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/roll_off.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/optical_time.hpp>
#include <fiberloom/sim/simulated_backend.hpp>
#include <optional>
#include <utility>

#include "bench_truth.hpp"
#include "glass.hpp"
#include "noise_stream.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;
using Complex = std::complex<double>;
using Transfer = std::vector<Complex>;

// Between two passes of a stage that is used again there are a receiver and a transmitter: streams of their own.
enum Stream : std::uint64_t { transmitter_noise = 11, receiver_noise = 12, relay_noise = 1000 };

hal::BackendLimits limits_of(const hal::RigDocument& rig, const hal::LightPath& path) {
  return {.path = path,
          .maximum_detector_power_w = rig.receiver.maximum_power_w,
          .detector_reference_power_w = rig.receiver.reference_power_w};
}

core::RollOff roll_off_of(double bandwidth) {
  return {.inverse_bandwidth = bandwidth > 0.0 ? 1.0 / bandwidth : 0.0};
}

double noise_deviation(double snr_db) { return std::pow(10.0, -snr_db / 20.0); }

// What one frame length needs: made again only when the length of the frames changes.
struct FrameOptics {
  core::TimeGrid grid;
  core::FftPlan<double> plan;
  Transfer transmit;
  Transfer receive;

  FrameOptics(std::size_t points, const hal::RigTolerances& tolerances, const BenchTruth& truth,
              const hal::LightPath& path)
      : grid(points, 1.0 / static_cast<double>(path.oversampling)), plan(points) {
    const double t0_ns =
        path.model_sample().in(units::ns);  // GHz times ns: cycles per model sample
    transmit =
        core::roll_off_transfer(roll_off_of(tolerances.transmitter_bandwidth_ghz * t0_ns), grid);
    receive = core::roll_off_transfer(roll_off_of(tolerances.receiver_bandwidth_ghz * t0_ns), grid);
    const std::vector<double> frequencies = grid.angular_frequencies();
    for (std::size_t j = 0; j < points; ++j) {
      receive[j] *= std::polar(1.0, -frequencies[j] * truth.readout_skew_samples);
    }
  }

  void filter(std::span<Complex> row, const Transfer& transfer) const {
    plan.forward(row);
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] *= transfer[j];
    }
    plan.inverse(row);
  }
};

}  // namespace

struct SimulatedBackend::Bench {
  hal::RigDocument rig;
  hal::LightPath path;
  std::uint64_t seed;
  BenchTruth truth;
  std::shared_ptr<const LightState> light;
  core::WorkerPool workers;
  std::optional<FrameOptics> optics;

  Bench(const hal::RigDocument& document, const hal::LightPath& light_path,
        std::uint64_t bench_seed, std::shared_ptr<const LightState> light_state,
        std::size_t num_threads)
      : rig(document),
        path(light_path),
        seed(bench_seed),
        truth(draw_bench(document.tolerances, light_path.stages.size(), bench_seed)),
        light(std::move(light_state)),
        workers(num_threads) {}

  // The numbers that the stages really have when they are set so.
  [[nodiscard]] core::LayerParameters realised(
      const std::vector<hal::AppliedStage>& applied) const {
    core::LayerParameters layers = core::zero_layers(applied.size());
    for (std::size_t m = 0; m < applied.size(); ++m) {
      layers.beta2[m] = truth.dispersion_factor[m] * hal::b_of(applied[m].dispersion.applied, path);
      layers.gamma[m] = truth.nonlinear_phase_factor[m] *
                        hal::nonlinear_phase_of(applied[m].launch_power.applied, path.stages[m]);
    }
    return layers;
  }

  [[nodiscard]] std::unique_ptr<Glass> glass(const std::vector<hal::AppliedStage>& applied) const {
    GlassPlan plan{.grid = optics->grid,
                   .path = path,
                   .layers = realised(applied),
                   .num_workers = workers.num_workers()};
    if (path.architecture == hal::Architecture::reused_stage) {
      plan.relay = [this](std::span<Complex> row, std::size_t pass, std::int64_t shot) {
        relay(row, pass, shot);
      };
    }
    return make_glass(plan);
  }

  void transmit(std::span<Complex> row, std::int64_t shot, hal::FrameQuality& quality) const {
    NoiseStream noise(seed, transmitter_noise, static_cast<std::uint64_t>(shot));
    const double deviation = noise_deviation(rig.tolerances.transmitter_snr_db) / std::sqrt(2.0);
    for (Complex& value : row) {
      const double magnitude = std::abs(value);
      if (magnitude > rig.transmitter.full_scale) {
        value *= rig.transmitter.full_scale / magnitude;
        quality.clipped = true;
      }
      value += deviation * Complex(noise.normal(), noise.normal());
      value *= *light ? 1.0 : 0.0;
    }
    optics->filter(row, optics->transmit);
  }

  // Detected as a field, and sent again: noise and band limits of both ends.
  void relay(std::span<Complex> row, std::size_t pass, std::int64_t shot) const {
    NoiseStream noise(seed, relay_noise + pass, static_cast<std::uint64_t>(shot));
    const double received = noise_deviation(rig.tolerances.receiver_snr_db) / std::sqrt(2.0);
    const double sent = noise_deviation(rig.tolerances.transmitter_snr_db) / std::sqrt(2.0);
    const double deviation = std::hypot(received, sent);
    for (Complex& value : row) {
      value += deviation * Complex(noise.normal(), noise.normal());
    }
    optics->filter(row, optics->transmit);
  }

  void receive(std::span<Complex> row, std::int64_t shot, std::span<double> trace) const {
    for (Complex& value : row) {
      value = std::norm(value);
    }
    optics->filter(row, optics->receive);
    NoiseStream noise(seed, receiver_noise, static_cast<std::uint64_t>(shot));
    const double deviation = noise_deviation(rig.tolerances.receiver_snr_db);
    for (std::size_t j = 0; j < row.size(); ++j) {
      trace[j] += truth.receiver_gain * (row[j].real() + deviation * noise.normal());
    }
  }
};

namespace {

void check_time(const hal::RunRequest& request) {
  if (request.stop.stop_requested()) {
    throw core::InterruptedError("run.interrupted", "run: stopped between two frames");
  }
  if (request.deadline != hal::Deadline::max() &&
      std::chrono::steady_clock::now() > request.deadline) {
    throw core::InstrumentError("instrument.timeout",
                                "run: the deadline passed; send fewer frames or allow more time");
  }
}

// A tunable element takes its nearest step; attenuators are taken as continuous.
hal::AppliedStage applied_setting(const hal::StageSetting& setting, const hal::StagePath& stage) {
  hal::AppliedStage result;
  result.dispersion = {.requested = setting.dispersion, .applied = setting.dispersion};
  result.launch_power = {.requested = setting.launch_power, .applied = setting.launch_power};
  if (stage.dispersion_step_ps2 > 0.0) {
    const double requested_ps2 = setting.dispersion.in(units::ps2);
    const double wanted =
        (requested_ps2 - stage.minimum_dispersion_ps2) / stage.dispersion_step_ps2;
    const double range = stage.maximum_dispersion_ps2 - stage.minimum_dispersion_ps2;
    const double last = std::floor(range / stage.dispersion_step_ps2 + 1e-9);
    const double taken = stage.minimum_dispersion_ps2 +
                         std::min(std::round(wanted), last) * stage.dispersion_step_ps2;
    result.dispersion.applied = taken * units::ps2;
  }
  return result;
}

}  // namespace

SimulatedBackend::SimulatedBackend(const hal::RigDocument& rig, const hal::LightPath& path,
                                   std::uint64_t seed, std::shared_ptr<const LightState> light,
                                   std::size_t num_threads)
    : Backend(limits_of(rig, path)),
      bench_(std::make_unique<Bench>(rig, path, seed, std::move(light), num_threads)) {
  const bool is_wired_once = path.architecture != hal::Architecture::reused_stage;
  if (is_wired_once && path.stages.size() > static_cast<std::size_t>(rig.maximum_stages)) {
    throw core::InputError("input.setting",
                           "simulated rig: the light path has more stages than the bench");
  }
}

SimulatedBackend::~SimulatedBackend() = default;

hal::RunResult SimulatedBackend::run_checked(const hal::RunRequest& request) {
  const auto begin = std::chrono::steady_clock::now();
  Bench& bench = *bench_;
  const std::size_t points = request.waveform.samples();
  hal::RunResult result{.trace = core::RealBatch<double>(request.waveform.batch(), points),
                        .quality = std::vector<hal::FrameQuality>(request.waveform.batch())};
  for (std::size_t m = 0; m < request.stages.size(); ++m) {
    result.applied.push_back(applied_setting(request.stages[m], bench.path.stages[m]));
  }
  if (!bench.optics || bench.optics->grid.size() != points) {
    bench.optics.emplace(points, bench.rig.tolerances, bench.truth, bench.path);
  }
  const std::unique_ptr<Glass> glass = bench.glass(result.applied);
  std::vector<core::AlignedVector<Complex>> rows(bench.workers.num_workers(),
                                                 core::AlignedVector<Complex>(points));
  const double share = 1.0 / static_cast<double>(request.averages);
  bench.workers.run(request.waveform.batch(), [&](std::size_t frame, std::size_t worker) {
    const std::span<Complex> row(rows[worker]);
    const std::span<double> trace = result.trace.row(frame);
    check_time(request);
    for (std::size_t average = 0; average < request.averages; ++average) {
      const std::int64_t shot =
          request.first_shot + static_cast<std::int64_t>(frame * request.averages + average);
      std::copy(request.waveform.row(frame).begin(), request.waveform.row(frame).end(),
                row.begin());
      bench.transmit(row, shot, result.quality[frame]);
      glass->pass(row, worker, shot);
      bench.receive(row, shot, trace);
    }
    for (double& value : trace) {
      value *= share;
    }
  });
  result.optical_passes = static_cast<std::int64_t>(request.waveform.batch() * request.averages);
  result.times.total = result.times.acquire = std::chrono::steady_clock::now() - begin;
  result.times.optical = hal::optical_time(result.optical_passes, points, bench.path);
  return result;
}

std::unique_ptr<hal::Rig> make_simulated_rig(const hal::RigDocument& rig,
                                             const hal::LightPath& path, std::uint64_t seed,
                                             std::size_t num_threads) {
  const auto light = std::make_shared<LightState>(false);
  std::vector<std::unique_ptr<hal::EmissionSource>> sources;
  sources.push_back(std::make_unique<SimulatedLaser>(light));
  return std::make_unique<hal::Rig>(
      rig.name, std::make_unique<SimulatedBackend>(rig, path, seed, light, num_threads),
      std::move(sources));
}

}  // namespace fiberloom::sim
