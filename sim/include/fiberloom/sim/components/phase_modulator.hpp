#pragma once

#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <fiberloom/sim/components/real_filter.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <fiberloom/sim/light.hpp>
#include <span>

namespace fiberloom::sim {

/// Electro-optic phase modulator. A zero switches an imperfection off.
struct PhaseModulatorParameters {
  double v_pi_v = 3.5;
  double insertion_loss_db = 0.0;  ///< of power
  double residual_amplitude_per_radian =
      0.0;                        ///< relative change of the field's amplitude with the phase
  ElectricalLowPass electrode{};  ///< electro-optic bandwidth; 0 when the drive has it already
  JonesVector axis{1.0, 0.0};
};

/// E/E_in = sqrt(loss) (1 + residual phi) exp(i phi), phi = pi V / V_pi; only light along the axis passes.
///
/// Shape:   light and drive [grid.size()].
/// Throws:  the constructor: InputError "input.modulator" unless V_pi > 0, the loss is not negative and the axis is a unit
///          vector; "input.filter".
/// Threads: const; one Workspace per thread.
class PhaseModulator {
 public:
  PhaseModulator(const PhaseModulatorParameters& parameters, const core::TimeGrid& grid);

  /// `drive_v` is left as the electrode lets it through.
  void modulate(Light& light, std::span<double> drive_v, Workspace& workspace) const;

 private:
  double radians_per_volt_;
  double amplitude_;
  double residual_;
  JonesVector axis_;
  RealFilter electrode_;
};

}  // namespace fiberloom::sim
