#pragma once

#include <fiberloom/core/model.hpp>

namespace fiberloom::hal {

/// What a network may be changed by without changing what it answers.
struct Gauges {
  bool conjugated = false;  ///< every b, Gamma, potential and time lens changes sign
  bool dispersion_in_waveform =
      false;  ///< the first dispersive step acts on a known signal: it is computed, not built
  bool last_phase_left_out =
      false;  ///< a photodiode does not see the last nonlinear step: it is neither built nor computed

  bool operator==(const Gauges&) const = default;
};

/// The same network without what hardware need not realise: lossless, and with the gauges asked for.
///
/// Loss and gain of the layers go into the nonlinear phases (canonical form) and, as one factor, into the classifier.
/// For real records an intensity or amplitude readout notices nothing of the gauges.
/// Throws:  core::InputError "input.model" when a gauge is asked for that the readout, a filter behind the last layer
///          or a potential would notice.
/// Source:  conventions, "canonical form" and "what is free"; physics, finding 2.
core::Model buildable_model(const core::Model& model, const Gauges& gauges);

/// Whether the last nonlinear step changes nothing that is read: intensity or amplitude, and no filter behind it.
[[nodiscard]] bool last_phase_is_invisible(const core::Model& model);

}  // namespace fiberloom::hal
