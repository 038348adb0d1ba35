#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>

#include "mapping/kerr_choice.hpp"

namespace fiberloom::hal {

/// A cascade that is to be built stage by stage.
struct CascadeQuestion {
  const core::Model& model;
  const RigDocument& rig;
  const Catalog& catalog;
  Gauges gauges{};
  double sample_rate_gsa_per_s = 0.0;  ///< of the waveform's points
  KerrChooser choose_kerr = choose_spools;
};

/// A plan, and the error of the output field that is to be expected from what no setting can take back.
struct CascadeMapping {
  Plan plan{};
  double cost = 0.0;
};

/// Maps the model of the question, one stage for each layer: dispersion by branch and bound over the stock, the spools
/// strongest first to the layers that want most.
[[nodiscard]] CascadeMapping map_cascade(const CascadeQuestion& question);

/// Error of the output field for one unit too much, squared, behind a signal of half the band.
///
/// Source:  physics, section 9: (db)^2/4 var(w^2) and 2 dGamma^2.
inline constexpr double error_per_squared_b = 0.25 * 0.541161;
inline constexpr double error_per_squared_phase = 2.0;

/// Conjugation, if it leaves fewer negative phases and the readout does not notice.
[[nodiscard]] Gauges preferred_gauges(const core::Model& model);

}  // namespace fiberloom::hal
