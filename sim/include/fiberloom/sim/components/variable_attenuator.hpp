#pragma once

#include <fiberloom/sim/components/polarization.hpp>
#include <fiberloom/sim/drift/settling_value.hpp>
#include <fiberloom/sim/light.hpp>

namespace fiberloom::sim {

/// A variable optical attenuator; 0 switches each impairment off.
struct VariableAttenuatorParameters {
  double insertion_loss_db = 0.0;  ///< of the part that is set to 0 dB
  double step_db = 0.0;            ///< 0: any value
  double maximum_db = 0.0;         ///< largest setting; 0: no limit
  Settling settling{};             ///< between settings in dB
  PolarizationDependentLoss polarization_loss{};
};

/// Threads: an immutable value.
class VariableAttenuator {
 public:
  /// Throws:  core::InputError "input.attenuator" for negative numbers.
  explicit VariableAttenuator(const VariableAttenuatorParameters& parameters);

  /// What a wish becomes: the nearest step inside 0 to maximum, dB.
  [[nodiscard]] double realised_db(double wanted_db) const;

  /// Where the attenuation is, that long after it was told to go from one realised setting to another, dB.
  [[nodiscard]] double attenuation_db(double from_db, double to_db,
                                      double seconds_since_change) const;

  /// Insertion loss, attenuation and polarisation-dependent loss.
  void pass(Light& light, double attenuation_db) const;

 private:
  VariableAttenuatorParameters parameters_{};
};

}  // namespace fiberloom::sim
