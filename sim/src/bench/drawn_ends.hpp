#pragma once

#include <fiberloom/sim/components/arbitrary_waveform_generator.hpp>
#include <fiberloom/sim/components/digitizer.hpp>
#include <fiberloom/sim/components/iq_modulator.hpp>
#include <fiberloom/sim/components/laser.hpp>
#include <fiberloom/sim/components/photodiode.hpp>
#include <fiberloom/sim/components/polarization_controller.hpp>
#include <fiberloom/sim/drift/ornstein_uhlenbeck.hpp>

#include "drawn_line.hpp"

namespace fiberloom::sim {

/// What the two ends of a bench really are. Private to this room.
struct DrawnEnds {
  ArbitraryWaveformGeneratorParameters generator{};  ///< for a full scale of 1 V
  LaserParameters laser{};                           ///< of 1 W
  IqModulatorParameters modulator{};
  double nominal_v_pi_v = 0.0;  ///< what the document or the sheet say of it
  double dither_half_wave_voltage_v = 3.5;
  PolarizationController polarization_controller{PolarizationControllerParameters{}};
  IqBias locked_bias{};  ///< where the bias control finds the null
  OrnsteinUhlenbeck in_phase_drift_v{};
  OrnsteinUhlenbeck quadrature_drift_v{};
  PhotodiodeParameters photodiode{};
  OrnsteinUhlenbeck responsivity_drift{};
  double responsivity_factor = 1.0;
  DigitizerParameters digitizer{};  ///< full scale to be set
};

[[nodiscard]] DrawnEnds draw_ends(const BenchPlan& plan);

}  // namespace fiberloom::sim
