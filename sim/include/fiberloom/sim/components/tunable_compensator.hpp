#pragma once

#include <fiberloom/sim/components/chirped_grating.hpp>
#include <fiberloom/sim/drift/settling_value.hpp>
#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {

/// A tunable dispersion compensator: a chirped grating whose chirp is set by heaters.
struct TunableCompensatorParameters {
  double minimum_ps_per_nm = 0.0;
  double maximum_ps_per_nm = 0.0;
  double step_ps_per_nm = 0.0;  ///< 0: any value
  double slope_per_dispersion_per_nm =
      0.0;              ///< slope that comes with each ps/nm, beside the grating's own
  Settling settling{};  ///< seconds, for heaters
  ChirpedGratingParameters
      grating{};  ///< its dispersion is the offset that is left at a setting of 0
};

/// Threads: an immutable value.
class TunableCompensator {
 public:
  /// Throws:  core::InputError "input.compensator" for a range that is upside down or a negative step.
  TunableCompensator(const TunableCompensatorParameters& parameters, const NoiseOrigin& origin);

  /// What a wish becomes: the nearest step inside the range, ps/nm.
  [[nodiscard]] double realised_ps_per_nm(double wanted_ps_per_nm) const;

  /// Where the dispersion is, that long after it was told to go from one realised setting to another, ps/nm.
  [[nodiscard]] double setting_ps_per_nm(double from_ps_per_nm, double to_ps_per_nm,
                                         double seconds_since_change) const;

  /// The LinearElement that it is at a setting.
  [[nodiscard]] ChirpedGrating set_to(double setting_ps_per_nm) const;

 private:
  TunableCompensatorParameters parameters_{};
  NoiseOrigin origin_{};
};

}  // namespace fiberloom::sim
