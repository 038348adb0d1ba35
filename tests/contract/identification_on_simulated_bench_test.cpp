// Calibration meets the simulator: what is identified is judged against what the bench was drawn as.
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/calibration/joint_identification.hpp>
#include <fiberloom/sim/simulated_backend.hpp>
#include <string>

#include "bench_truth.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::calibration {
namespace {

constexpr std::size_t num_stages = 3;
constexpr double t0_ns = 2.0 / 92.0;  // two points a sample at 92 GSa/s

hal::RigDocument spec_like_rig() {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances = {.dispersion_relative_rms = 0.05,
                    .nonlinear_phase_relative_rms = 0.1,
                    .readout_skew_samples = 0.1,
                    .receiver_gain_relative_rms = 0.05,
                    .transmitter_snr_db = 30.0,
                    .receiver_snr_db = 30.0,
                    .transmitter_bandwidth_ghz = 17.0,
                    .receiver_bandwidth_ghz = 21.0};
  return rig;
}

struct Task {
  core::Model model;
  hal::LightPath path = test::wide_path(num_stages, 2);
  LayerSettings settings{.dispersion = {1.9, 1.2, 2.0}, .nonlinear_phase = {0.9, 0.8, 0.7}};
  core::WorkerPool workers{1};

  Task() {
    model.frame = {.samples = 48, .oversampling = 2};
    model.low_pass = core::LowPass{.cutoff = 0.4, .order = 4};
    model.layers = core::zero_layers(num_stages);
    path.optical_filter_ghz = 0.4 / t0_ns;
    path.optical_filter_order = 4;
  }

  Identification identify(const hal::RigDocument& rig, std::uint64_t bench) {
    const auto simulated = sim::make_simulated_rig(rig, path, bench);
    const hal::EmissionPermit permit = simulated->arm();
    hal::PassLedger ledger;
    RigSession session(simulated->backend(), permit, ledger);
    return identify_twin(session, model, settings, {.num_probes = 16, .seed = bench}, workers);
  }
};

TwinParameters twin_of_bench(const hal::RigDocument& rig, std::uint64_t bench) {
  const sim::BenchTruth truth = sim::draw_bench(rig.tolerances, num_stages, bench);
  const auto inverse = [](double ghz) { return ghz > 0.0 ? 1.0 / (ghz * t0_ns) : 0.0; };
  return {.dispersion_scale = truth.dispersion_factor,
          .nonlinear_phase_scale = truth.nonlinear_phase_factor,
          .delay_samples = truth.readout_skew_samples,
          .gain = truth.receiver_gain,
          .transmitter_inverse_bandwidth = inverse(rig.tolerances.transmitter_bandwidth_ghz),
          .receiver_inverse_bandwidth = inverse(rig.tolerances.receiver_bandwidth_ghz)};
}

// All numbers of a twin in a row, with their names.
std::vector<std::pair<std::string, double>> listed(const TwinParameters& twin) {
  std::vector<std::pair<std::string, double>> list;
  for (std::size_t m = 0; m < num_stages; ++m) {
    list.emplace_back("dispersion " + std::to_string(m + 1), twin.dispersion_scale[m]);
    list.emplace_back("phase " + std::to_string(m + 1), twin.nonlinear_phase_scale[m]);
  }
  list.emplace_back("delay", twin.delay_samples);
  list.emplace_back("gain", twin.gain);
  list.emplace_back("transmitter", twin.transmitter_inverse_bandwidth);
  list.emplace_back("receiver", twin.receiver_inverse_bandwidth);
  return list;
}

TEST(IdentificationOnSimulatedBench, FindsABenchWithoutNoiseAsItWasDrawn) {
  hal::RigDocument rig = spec_like_rig();
  rig.tolerances.transmitter_snr_db = rig.tolerances.receiver_snr_db = 300.0;
  Task task;
  for (const std::uint64_t bench : {7U, 8U}) {
    const auto found = listed(task.identify(rig, bench).twin);
    const auto truth = listed(twin_of_bench(rig, bench));
    for (std::size_t p = 0; p < truth.size(); ++p) {
      EXPECT_NEAR(found[p].second, truth[p].second, 1e-4) << truth[p].first << ", bench " << bench;
    }
  }
}

TEST(IdentificationOnSimulatedBench, FindsAFlawlessBenchFlawless) {
  Task task;
  const Identification found = task.identify(test::flawless_rig(), 3);
  for (std::size_t m = 0; m < num_stages; ++m) {
    EXPECT_NEAR(found.twin.dispersion_scale[m], 1.0, 1e-4);
    EXPECT_NEAR(found.twin.nonlinear_phase_scale[m], 1.0, 1e-4);
  }
  EXPECT_NEAR(found.twin.delay_samples, 0.0, 1e-4);
  EXPECT_NEAR(found.twin.gain, 1.0, 1e-4);
  EXPECT_LT(found.error_after, 1e-9);
}

// Errors over standard errors, rms over 30 drawn benches, with the names of the numbers.
std::vector<std::pair<std::string, double>> rms_pulls(const hal::RigDocument& rig) {
  constexpr std::uint64_t num_benches = 30;
  Task task;
  std::vector<std::pair<std::string, double>> pulls;
  for (std::uint64_t bench = 100; bench < 100 + num_benches; ++bench) {
    const Identification found = task.identify(rig, bench);
    const auto values = listed(found.twin);
    const auto errors = listed(found.standard_error);
    const auto truth = listed(twin_of_bench(rig, bench));
    pulls.resize(truth.size());
    for (std::size_t p = 0; p < pulls.size(); ++p) {
      const double pull = (values[p].second - truth[p].second) / errors[p].second;
      pulls[p].first = truth[p].first;
      pulls[p].second += pull * pull / static_cast<double>(num_benches);
    }
  }
  for (auto& pull : pulls) {
    pull.second = std::sqrt(pull.second);
  }
  return pulls;
}

TEST(IdentificationOnSimulatedBench, StandardErrorsTellHowFarOffItIs) {
  // Noise behind the glass alone, as the twin has it.
  hal::RigDocument rig = spec_like_rig();
  rig.tolerances.transmitter_snr_db = 300.0;
  for (const auto& [name, rms] : rms_pulls(rig)) {
    EXPECT_GT(rms, 0.6) << name;
    EXPECT_LT(rms, 1.6) << name;
  }
}

TEST(IdentificationOnSimulatedBench, NoiseInFrontOfTheGlassShiftsTheReceiversBandwidthAlone) {
  // A photodiode turns noise on the light into a pedestal that the twin does not have. It moves the receiver's bandwidth
  // by a few parts in a thousand, more than the standard error once there are many probes; the others stay honest.
  const hal::RigDocument rig = spec_like_rig();
  for (const auto& [name, rms] : rms_pulls(rig)) {
    EXPECT_GT(rms, 0.6) << name;
    EXPECT_LT(rms, name == "receiver" ? 2.5 : 1.6) << name;
  }
  // The shift itself, noise averaged over ten benches.
  Task task;
  double shift = 0.0;
  for (std::uint64_t bench = 100; bench < 110; ++bench) {
    const double found = task.identify(rig, bench).twin.receiver_inverse_bandwidth;
    shift += (found / twin_of_bench(rig, bench).receiver_inverse_bandwidth - 1.0) / 10.0;
  }
  EXPECT_LT(std::abs(shift), 0.01);
}

TEST(IdentificationOnSimulatedBench, TheFittedTwinExplainsTracesThatWereNotFitted) {
  Task task;
  const Identification found = task.identify(spec_like_rig(), 55);
  // Noise of 30 dB, averaged four times: -36 dB of the signal at each end are left, nothing else.
  EXPECT_GT(found.error_before, 5.0 * found.error_after);
  EXPECT_LT(found.error_after, 2e-3);
}

}  // namespace
}  // namespace fiberloom::calibration
