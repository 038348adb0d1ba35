#include "bench_truth.hpp"

#include "noise_stream.hpp"

namespace fiberloom::sim {
namespace {
enum Stream : std::uint64_t { dispersion = 1, nonlinear_phase = 2, skew = 3, gain = 4 };
}

BenchTruth draw_bench(const hal::RigTolerances& tolerances, std::size_t num_stages,
                      std::uint64_t seed) {
  BenchTruth truth;
  for (std::size_t m = 0; m < num_stages; ++m) {
    truth.dispersion_factor.push_back(1.0 + tolerances.dispersion_relative_rms *
                                                NoiseStream(seed, dispersion, m).normal());
    truth.nonlinear_phase_factor.push_back(1.0 +
                                           tolerances.nonlinear_phase_relative_rms *
                                               NoiseStream(seed, nonlinear_phase, m).normal());
  }
  truth.readout_skew_samples =
      tolerances.readout_skew_samples * (2.0 * NoiseStream(seed, skew, 0).uniform() - 1.0);
  truth.receiver_gain =
      1.0 + tolerances.receiver_gain_relative_rms * NoiseStream(seed, gain, 0).normal();
  return truth;
}

}  // namespace fiberloom::sim
