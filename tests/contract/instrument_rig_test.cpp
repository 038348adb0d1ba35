#include <fiberloom/sim/bench/simulated_rig.hpp>

#include "backend_contract.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::hal {
namespace {

// The bench of the rig "lab" down to its instruments: a RigBackend over simulated roles.
template <class Profile>
struct LabBench {
  static constexpr const char* name = Profile::name;
  static constexpr bool is_repeatable = true;
  static constexpr bool is_noisy = Profile::is_noisy;
  static constexpr double full_scale = 6.0;

  static std::unique_ptr<Rig> make_rig() {
    sim::SimulatedInstrumentRig bench =
        sim::make_simulated_instrument_rig(test::lab_rig(), test::lab_path(2), builtin_catalog(),
                                           {.spread = hal::bench_profile(Profile::profile),
                                            .seed = 17,
                                            .num_threads = Profile::num_threads});
    return std::move(bench.rig);
  }
  static RunRequest request() {
    test::Random random(201);
    RunRequest request;
    request.stages = test::lab_settings(test::lab_path(2), {1.0, -0.7}, {0.4, 0.3});
    request.waveform = test::random_frames(5, 64, random);
    for (std::complex<double>& value : request.waveform.values()) {
      value *= 0.7;  // the digitiser of a laboratory has an end
    }
    return request;
  }
};

struct Ideal {
  static constexpr const char* name = "Ideal";
  static constexpr const char* profile = "ideal";
  static constexpr bool is_noisy = false;
  static constexpr std::size_t num_threads = 1;
};

template <std::size_t threads>
struct Typical {
  static constexpr const char* name = threads == 1 ? "Typical" : "TypicalOnThreeThreads";
  static constexpr const char* profile = "typical";
  static constexpr bool is_noisy = true;
  static constexpr std::size_t num_threads = threads;
};

struct Rough {
  static constexpr const char* name = "Rough";
  static constexpr const char* profile = "rough";
  static constexpr bool is_noisy = true;
  static constexpr std::size_t num_threads = 2;
};

using LabBenches =
    testing::Types<LabBench<Ideal>, LabBench<Typical<1>>, LabBench<Typical<3>>, LabBench<Rough>>;
INSTANTIATE_TYPED_TEST_SUITE_P(InstrumentRig, BackendContract, LabBenches, BenchName);

}  // namespace
}  // namespace fiberloom::hal
