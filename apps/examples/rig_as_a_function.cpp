// A rig is one function: settings and waveforms in, traces and what was applied out. Light needs a permit.
//
// Three benches are drawn from the tolerances of one rig document. Each makes something else of the same settings.

#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/rig.hpp>
#include <fiberloom/sim/simulated_backend.hpp>
#include <vector>

namespace core = fiberloom::core;
namespace hal = fiberloom::hal;
namespace sim = fiberloom::sim;
namespace units = fiberloom::core::units;

int main() {
  hal::RigDocument rig;
  rig.name = "example";
  rig.transmitter.sample_rate_gsa_per_s = 120.0;
  rig.tolerances = {.dispersion_relative_rms = 0.05,
                    .nonlinear_phase_relative_rms = 0.1,
                    .transmitter_snr_db = 30.0,
                    .receiver_snr_db = 30.0};

  hal::LightPath path{.sample_rate_gsa_per_s = 120.0, .oversampling = 2};
  path.stages.push_back({.name = "stage 1",
                         .dispersive_parts = {"teraxion-tdcmx"},
                         .minimum_dispersion_ps2 = -1500.0,
                         .maximum_dispersion_ps2 = 1500.0,
                         .nonlinear_part = "ofs-hnlf-507",
                         .phase_per_watt_rad = 5.44,
                         .maximum_launch_power_w = 0.25});

  constexpr std::size_t points = 128;
  hal::RunRequest request{
      .stages = {{.dispersion = 500.0 * units::ps2, .launch_power = 180.0 * units::mw}},
      .waveform = core::FieldBatch<double>(1, points)};
  for (std::size_t j = 0; j < points; ++j) {
    const double t = (static_cast<double>(j) - points / 2.0) / 8.0;
    request.waveform.row(0)[j] = 2.0 * std::exp(-t * t / 2.0);
  }

  std::vector<double> peaks;
  for (std::uint64_t bench = 1; bench <= 3; ++bench) {
    const std::unique_ptr<hal::Rig> simulated = sim::make_simulated_rig(rig, path, bench);
    const hal::EmissionPermit permit = simulated->arm();  // the light is on until this goes
    const hal::RunResult result = simulated->backend().run(request, permit);
    peaks.push_back(result.trace.row(0)[points / 2]);
    fmt::print("bench {}: power at the middle of the pulse {:.3f}, applied {:.1f} ps^2\n", bench,
               peaks.back(), result.applied[0].dispersion.applied.in(units::ps2));
  }
  return peaks[0] != peaks[1] && peaks[1] != peaks[2] ? 0 : 1;
}
