#pragma once

#include <complex>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <fiberloom/sim/components/real_filter.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <fiberloom/sim/light.hpp>
#include <span>

namespace fiberloom::sim {

/// Push-pull Mach-Zehnder modulator.
///
/// Source:  lithium niobate at 1550 nm: V_pi 3.5 to 6 V, extinction 20 to 30 dB, insertion loss 3.5 dB.
struct MachZehnderParameters {
  double v_pi_v = 3.5;               ///< from full transmission to none
  double full_transmission_v = 0.0;  ///< V0: where the power is largest
  double extinction_ratio_db = 0.0;  ///< largest over smallest power; 0: infinite
  double insertion_loss_db = 0.0;    ///< of power, at full transmission
  double chirp = 0.0;  ///< 0: equal and opposite phases in the arms; 1 or -1: all in one arm
  ElectricalLowPass electrode{};  ///< electro-optic bandwidth; 0 when the drive has it already
  JonesVector axis{1.0, 0.0};     ///< the one polarisation that is guided
};

/// With phi = pi (V - V0) / (2 V_pi) and extinction r:
///
///     E/E_in = sqrt(loss) [cos(phi) + i sin(phi)/sqrt(r)] exp(i chirp phi)
///
/// At quadrature |chirp| is the modulator's chirp parameter. Only light along the axis passes: its power goes with the
/// squared cosine of the angle between the two, and the output has the polarisation of the axis.
/// Shape:   light and drive [grid.size()].
/// Throws:  the constructor: InputError "input.modulator" unless V_pi > 0, losses and extinction are not negative and the
///          axis is a unit vector; "input.filter".
/// Threads: const; one Workspace per thread.
/// Source:  two arms with the amplitude ratio (sqrt r - 1)/(sqrt r + 1); Koyama, Iga, J. Lightwave Technol. 6, 87 (1988).
class MachZehnderModulator {
 public:
  MachZehnderModulator(const MachZehnderParameters& parameters, const core::TimeGrid& grid);

  /// E/E_in at one voltage, for light along the axis.
  [[nodiscard]] std::complex<double> field_transfer(double voltage_v) const noexcept;

  /// `drive_v` is left as the electrode lets it through; `bias_v`, which drifts, is added to it.
  void modulate(Light& light, std::span<double> drive_v, double bias_v, Workspace& workspace) const;

 private:
  double radians_per_volt_;
  double full_transmission_v_;
  double in_phase_;    // sqrt(loss)
  double quadrature_;  // sqrt(loss / r)
  double chirp_;
  JonesVector axis_;
  RealFilter electrode_;
};

/// The voltage beyond a null at which an ideal modulator's field is that share of the largest: 2 V_pi/pi arcsin(share).
///
/// Throws:  InputError "input.domain" unless -1 <= field_share <= 1.
[[nodiscard]] double voltage_from_null(double field_share, double v_pi_v);

}  // namespace fiberloom::sim
