#pragma once

#include <fiberloom/sim/drift/settling_value.hpp>
#include <fiberloom/sim/light.hpp>

namespace fiberloom::sim {

/// A switch that chooses one of several inputs; 0 switches each impairment off.
struct OpticalSwitchParameters {
  double insertion_loss_db = 0.0;
  double crosstalk_db =
      0.0;  ///< how far below its own light that of another input is; 0: none comes through
  Settling settling{};  ///< of the path, from dark to open
};

/// Threads: an immutable value.
class OpticalSwitch {
 public:
  /// Throws:  core::InputError "input.switch" for negative numbers.
  explicit OpticalSwitch(const OpticalSwitchParameters& parameters);

  /// The chosen input's way to the output, that long after it was chosen: dark at first.
  void pass(Light& light, double seconds_since_change) const;

  /// Adds what leaks from an input that is not chosen, given as it arrives. It comes without the optical phase that a
  /// real leak would have, and only as far as it shares the polarisation: the rest is added to the orthogonal noise.
  ///
  /// Throws:  core::InputError "input.shape" for a frame of another length.
  void add_crosstalk(Light& output, const Light& other) const;

 private:
  OpticalSwitchParameters parameters_{};
};

}  // namespace fiberloom::sim
