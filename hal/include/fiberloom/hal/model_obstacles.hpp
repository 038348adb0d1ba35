#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/core/network_gauges.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <vector>

namespace fiberloom::hal {

/// What a network asks of any rig, once its free steps are taken out.
struct ModelDemand {
  const core::Model& model;
  const core::NetworkGauges& gauges;
  double largest_field = 0.0;  ///< the largest |u| that is launched
};

/// Stages that a network needs: dispersions in glass, each with the Kerr step behind it, and Kerr steps without one.
[[nodiscard]] std::size_t stages_in_glass(const core::NetworkGauges& gauges);

/// Why a rig cannot carry a network, whatever parts of it are chosen: too few stages, a sign, a detector, a generator
/// that clips, or more dispersion or nonlinear phase in one step than everything in the cupboard gives together.
///
/// An empty list is no promise: parts have not been placed.
/// Throws:  as Catalog::find.
[[nodiscard]] std::vector<MappingProblem> model_obstacles(const ModelDemand& demand,
                                                          const RigDocument& rig,
                                                          const Catalog& catalog);

}  // namespace fiberloom::hal
