#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/error_weights.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>

#include "mapping/kerr_choice.hpp"

namespace fiberloom::hal {

/// A cascade that is to be built stage by stage.
struct CascadeQuestion {
  const core::Model& model;
  const RigDocument& rig;
  const Catalog& catalog;
  const ErrorWeights& weights;
  Gauges gauges{};
  double sample_rate_gsa_per_s = 0.0;  ///< of the waveform's points
  double wavelength_nm = 0.0;          ///< of the light; 0: the rig's own
  KerrChooser choose_kerr = choose_spools;
};

/// A plan, and what is to be expected from what no setting can take back.
struct CascadeMapping {
  Plan plan{};
  double cost = 0.0;  ///< by the weights of the question
  double nmse = 0.0;  ///< of the output field, by the closed forms
};

/// Maps the model of the question, one stage for each layer: dispersion by branch and bound over the stock, the spools
/// strongest first to the layers that want most.
[[nodiscard]] CascadeMapping map_cascade(const CascadeQuestion& question);

/// Conjugation, if it leaves fewer negative phases and the readout does not notice.
[[nodiscard]] Gauges preferred_gauges(const core::Model& model);

}  // namespace fiberloom::hal
