#include <fiberloom/sim/simulated_backend.hpp>

#include "backend_contract.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::hal {
namespace {

// Every fault at once, and steps in the dispersion.
template <std::size_t num_threads>
struct HardBench {
  static constexpr const char* name = num_threads == 1 ? "Hard" : "HardOnThreeThreads";
  static constexpr bool is_repeatable = true;
  static constexpr bool is_noisy = true;
  static constexpr double full_scale = 6.0;

  static std::unique_ptr<Rig> make_rig() {
    RigDocument rig = test::flawless_rig();
    rig.transmitter.full_scale = full_scale;
    rig.tolerances = {.dispersion_relative_rms = 0.02,
                      .nonlinear_phase_relative_rms = 0.05,
                      .readout_skew_samples = 0.2,
                      .receiver_gain_relative_rms = 0.05,
                      .transmitter_snr_db = 30.0,
                      .receiver_snr_db = 30.0,
                      .transmitter_bandwidth_ghz = 40.0,
                      .receiver_bandwidth_ghz = 40.0};
    LightPath path = test::wide_path(2);
    path.optical_filter_ghz = 35.0;
    path.stages[1].dispersion_step_ps2 = 7.0;
    return sim::make_simulated_rig(rig, path, 17, num_threads);
  }
  static RunRequest request() {
    test::Random random(201);
    RunRequest request;
    request.stages = test::settings_for({1.0, -0.7}, {0.4, 0.3});
    request.waveform = test::random_frames(5, 32, random);
    return request;
  }
};

struct FlawlessBench : HardBench<1> {
  static constexpr const char* name = "Flawless";
  static constexpr bool is_noisy = false;
  static constexpr double full_scale = 10.0;

  static std::unique_ptr<Rig> make_rig() {
    return sim::make_simulated_rig(test::flawless_rig(), test::wide_path(2), 1);
  }
};

using SimulatedBenches = testing::Types<HardBench<1>, HardBench<3>, FlawlessBench>;
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, BackendContract, SimulatedBenches, BenchName);

}  // namespace
}  // namespace fiberloom::hal
