#include <algorithm>
#include <cmath>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <memory>

#include "backend_contract.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "simulated_bench.hpp"
#include "virtual_stand.hpp"

namespace fiberloom::hal {
namespace {

RunRequest lab_request() {
  test::Random random(201);
  RunRequest request;
  request.stages = test::lab_settings(test::lab_path(2), {1.0, -0.7}, {0.4, 0.3});
  request.waveform = test::random_frames(5, 64, random);
  for (std::complex<double>& value : request.waveform.values()) {
    value *= 0.7;  // the digitiser of a laboratory has an end
  }
  return request;
}

struct Ideal {
  static constexpr const char* name = "Ideal";
  static constexpr const char* profile = "ideal";
  static constexpr bool is_noisy = false;
};

struct Typical {
  static constexpr const char* name = "Typical";
  static constexpr const char* profile = "typical";
  static constexpr bool is_noisy = true;
};

// The laboratory's bench over sockets and pseudo-terminals: the shipped drivers on one side, dialects in front of the
// simulation on the other.
template <class Profile>
struct WireBench {
  static constexpr const char* name = Profile::name;
  static constexpr bool is_repeatable = false;  // an instrument counts its own shots
  static constexpr bool is_noisy = Profile::is_noisy;
  static constexpr double full_scale = 6.0;

  static std::shared_ptr<Rig> make_rig() {
    auto stand = std::make_shared<test::VirtualStandBench>(
        test::lab_rig(), 2,
        sim::SimulatedBenchOptions{.spread = bench_profile(Profile::profile), .seed = 17});
    return {stand, &stand->rig()};
  }
  static RunRequest request() { return lab_request(); }
};

using WireBenches = testing::Types<WireBench<Ideal>, WireBench<Typical>>;
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, BackendContract, WireBenches, BenchName);

RunResult run_once(Rig& rig, const RunRequest& request) {
  const EmissionPermit permit = rig.arm();
  return rig.backend().run(request, permit);
}

double difference_db(const core::RealBatch<double>& a, const core::RealBatch<double>& b) {
  double difference = 0.0;
  double power = 0.0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    difference += std::pow(a.values()[i] - b.values()[i], 2);
    power += std::pow(b.values()[i], 2);
  }
  return 10.0 * std::log10(difference / power);
}

// Noise and drift go by the number of the shot, so that the same bench makes the same of them whoever speaks to it. What
// the wire adds are digits of numbers and the steps of 16 bits.
TEST(VirtualRig, MeasuresWhatTheSameBenchMeasuresInProcess) {
  for (const char* profile : {"ideal", "typical", "rough"}) {
    SCOPED_TRACE(profile);
    const sim::SimulatedBenchOptions options{.spread = bench_profile(profile), .seed = 17};
    test::VirtualStandBench wire(test::lab_rig(), 2, options);
    const sim::SimulatedInstrumentRig inside = sim::make_simulated_instrument_rig(
        test::lab_rig(), test::lab_path(2), builtin_catalog(), options);
    const RunRequest request = lab_request();
    const RunResult over_wire = run_once(wire.rig(), request);
    const RunResult in_process = run_once(*inside.rig, request);
    EXPECT_LT(difference_db(over_wire.trace, in_process.trace), -60.0);
  }
}

}  // namespace
}  // namespace fiberloom::hal
