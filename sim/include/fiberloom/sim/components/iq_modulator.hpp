#pragma once

#include <complex>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <fiberloom/sim/light.hpp>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// Two Mach-Zehnder modulators side by side, each at its null, in quadrature. A zero switches an imperfection off.
///
/// Source:  as MachZehnderParameters; imbalance and phase error of commercial modulators: below 1 dB and a few degrees.
struct IqModulatorParameters {
  double v_pi_v = 3.5;               ///< of either child
  double extinction_ratio_db = 0.0;  ///< of either child; 0: infinite
  double insertion_loss_db = 0.0;    ///< beyond the 3 dB that combining in quadrature costs
  double amplitude_imbalance_db =
      0.0;  ///< power of the quadrature child over that of the other; both give half of it
  ElectricalLowPass electrode{};  ///< electro-optic bandwidth; 0 when the drive has it already
  JonesVector axis{1.0, 0.0};
};

/// How far the three bias voltages are off, at this moment.
struct IqBias {
  double in_phase_v = 0.0;
  double quadrature_v = 0.0;
  double phase_error_rad =
      0.0;  ///< from 90 degrees; pi: biased at the other quadrature, the output is conjugated
};

/// With theta = pi (V + bias) / (2 V_pi) of each child and c = sin(theta) - i cos(theta)/sqrt(r):
///
///     E/E_in = sqrt(loss)/2 [c_I + i exp(i phase_error) c_Q]
///
/// for the carrier exp(-i w0 t) of Light. Only light along the axis passes, as in MachZehnderModulator.
/// Shape:   light and drive [grid.size()], the drive on a 64-byte boundary.
/// Throws:  the constructor: as MachZehnderModulator.
/// Threads: const.
class IqModulator {
 public:
  IqModulator(const IqModulatorParameters& parameters, const core::TimeGrid& grid);

  /// `drive_v` is I + iQ in volts; it is left as the electrodes let it through.
  void modulate(Light& light, std::span<std::complex<double>> drive_v,
                const IqBias& bias = {}) const;

 private:
  void filter(std::span<std::complex<double>> drive_v) const;

  double radians_per_volt_;
  double in_phase_amplitude_;
  double quadrature_amplitude_;
  double leakage_;  // 1/sqrt(r)
  JonesVector axis_;
  core::FftPlan<double> plan_;
  std::vector<std::complex<double>> electrode_{};  // both signs of frequency; empty: no limit
};

}  // namespace fiberloom::sim
