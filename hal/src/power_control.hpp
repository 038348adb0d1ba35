#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/instruments/power_meter.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <stop_token>

namespace fiberloom::hal {

/// The place where a power is wanted, and how it is measured.
struct ControlledPlace {
  OpticalAmplifier* amplifier = nullptr;  ///< in front of the attenuator; null for none
  VariableAttenuator* attenuator = nullptr;
  PowerMeter* meter = nullptr;   ///< null: set from the losses on paper, and not measured
  double place_per_meter = 1.0;  ///< power at the place over what the meter reads
  double fixed_loss_db =
      0.0;  ///< on paper, from the amplifier's output to the place, the attenuator open
};

/// Brings the power at one place to a wanted value.
///
/// The amplifier is set as low as still leaves a decibel to the attenuator, the attenuator to the rest, and then the meter
/// is asked a few times how far off it is. Starts from the losses on paper each time, or from the dark where there is no
/// amplifier, so that the same wish leads to the same setting whatever was set before.
class PowerControl {
 public:
  explicit PowerControl(const ControlledPlace& place) : place_(place) {}

  /// Returns the power that the meter says is there, or the wanted one where there is no meter. It is more than what was
  /// wanted where less light would take the seed of the next amplifier.
  ///
  /// Throws:  core::InstrumentError "instrument.no_response" when the attenuator was told to move and the meter does not see
  ///          it: a stuck one says that it moved.
  core::Power bring_to(core::Power wanted, const std::stop_token& stop) const;
  /// As dark as the attenuator makes it.
  void darken(const std::stop_token& stop) const;
  [[nodiscard]] core::Power measured() const;

 private:
  double start_near(core::Power wanted, const std::stop_token& stop) const;
  double set(double amplifier_dbm, double attenuation_db, const std::stop_token& stop) const;
  double settled_error_db(core::Power wanted, const std::stop_token& stop) const;

  /// One step that the attenuator was asked for, and how far off the power was before it.
  struct Correction {
    double asked_db = 0.0;
    double error_before_db = 0.0;
  };
  void require_response(const Correction& correction, double error_db) const;

  ControlledPlace place_;
};

}  // namespace fiberloom::hal
