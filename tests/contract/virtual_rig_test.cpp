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

double share_apart(const core::RealBatch<double>& a, const core::RealBatch<double>& b,
                   double tolerance) {
  std::size_t num_apart = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    num_apart += std::abs(a.values()[i] - b.values()[i]) > tolerance ? 1U : 0U;
  }
  return static_cast<double>(num_apart) / static_cast<double>(a.values().size());
}

struct BothWays {
  core::RealBatch<double> over_wire;
  core::RealBatch<double> in_process;
};

BothWays measure(const char* profile) {
  const sim::SimulatedBenchOptions options{.spread = bench_profile(profile), .seed = 17};
  test::VirtualStandBench wire(test::lab_rig(), 2, options);
  const sim::SimulatedInstrumentRig inside = sim::make_simulated_instrument_rig(
      test::lab_rig(), test::lab_path(2), builtin_catalog(), options);
  const RunRequest request = lab_request();
  return {run_once(wire.rig(), request).trace, run_once(*inside.rig, request).trace};
}

// Noise and drift go by the number of the shot, so that the same bench makes the same of them whoever speaks to it. Settings
// come over the wire with nine digits: now and then a sample falls on the other side of a converter's step.
TEST(VirtualRig, MeasuresWhatTheSameBenchMeasuresInProcess) {
  for (const char* profile : {"typical", "rough"}) {
    SCOPED_TRACE(profile);
    const BothWays both = measure(profile);
    EXPECT_LT(share_apart(both.over_wire, both.in_process, 1e-3), 0.02);
    EXPECT_LT(difference_db(both.over_wire, both.in_process), -40.0);
  }
}

// An ideal bench has converters without steps; a wire to a generator of eight bits has them. Steps of 1/128 under a drive of
// (2/pi)|u|/6, |u| about 0.7, are -29 dB of the field, and up to 6 dB more of its intensity.
TEST(VirtualRig, MeasuresTheIdealBenchToTheStepsOfTheGenerator) {
  const BothWays both = measure("ideal");
  EXPECT_LT(difference_db(both.over_wire, both.in_process), -23.0);
}

}  // namespace
}  // namespace fiberloom::hal
