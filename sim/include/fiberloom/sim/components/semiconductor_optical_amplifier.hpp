#pragma once

#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {

/// A semiconductor optical amplifier; 0 switches each impairment off.
struct SemiconductorOpticalAmplifierParameters {
  double small_signal_gain_db = 0.0;
  double carrier_lifetime_s = 0.0;  ///< 20 to 200 ps; 0: the gain never moves
  double saturation_energy_j =
      0.0;  ///< saturation power times carrier lifetime; 0: never saturates
  double linewidth_enhancement = 0.0;  ///< alpha_H, 3 to 8
  double noise_figure_db = 0.0;        ///< 0: no noise at all
  double input_loss_db = 0.0;          ///< of a facet, 1.5 to 2.5
  double output_loss_db = 0.0;
};

/// Semiconductor optical amplifier: its carriers remember the frame's last tens to hundreds of picoseconds, so that gain
/// and phase at one instant depend on the power before it. Not a Kerr element.
///
/// The gain integral h obeys dh/dt = (h0 - h)/lifetime - P (e^h - 1)/energy, and the field leaves as
/// A exp((1 - i alpha_H) h/2). The frame repeats, so h is the periodic solution, found by Newton's method over whole
/// frames. Each sample takes half a step of recovery, the exact amplification of its energy, half a step of recovery:
/// second order in the sample interval, stable for any.
///
/// Throws:  the constructor: core::InputError "input.amplifier" for negative numbers, or a saturation energy without
///          a lifetime; pass(): core::NumericalError "numerical.diverged" when no periodic solution is found.
/// Threads: an immutable value.
/// Source:  Agrawal, Olsson, IEEE J. Quantum Electron. 25, 2297 (1989); Frantz, Nodvik, J. Appl. Phys. 34, 2346 (1963).
class SemiconductorOpticalAmplifier {
 public:
  SemiconductorOpticalAmplifier(const SemiconductorOpticalAmplifierParameters& parameters,
                                const NoiseOrigin& origin);

  void pass(Light& light, const Moment& moment) const;

 private:
  SemiconductorOpticalAmplifierParameters parameters_{};
  NoiseOrigin noise_origin_{};
};

}  // namespace fiberloom::sim
