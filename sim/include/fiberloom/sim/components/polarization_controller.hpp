#pragma once

#include <array>
#include <fiberloom/sim/components/polarization.hpp>
#include <fiberloom/sim/drift/settling_value.hpp>
#include <fiberloom/sim/light.hpp>

namespace fiberloom::sim {

/// A polarisation controller of three fibre squeezers at 0, 45 and 0 degrees; 0 switches each impairment off.
struct PolarizationControllerParameters {
  double insertion_loss_db = 0.0;
  double step_rad = 0.0;  ///< of a retardance; 0: any value
  double maximum_rad =
      0.0;  ///< largest retardance; 0: no limit. Every state is within reach from 2 pi on
  Settling settling{};
};

/// Retardances of the three squeezers, in the order in which light meets them.
using Retardances = std::array<double, 3>;

/// Threads: an immutable value.
class PolarizationController {
 public:
  /// Throws:  core::InputError "input.controller" for negative numbers.
  explicit PolarizationController(const PolarizationControllerParameters& parameters);

  [[nodiscard]] Retardances realised_rad(const Retardances& wanted_rad) const;
  [[nodiscard]] Retardances retardances_rad(const Retardances& from_rad, const Retardances& to_rad,
                                            double seconds_since_change) const;

  void pass(Light& light, const Retardances& retardances_rad) const;

 private:
  PolarizationControllerParameters parameters_{};
};

}  // namespace fiberloom::sim
