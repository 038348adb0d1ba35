#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// Something that can be built where a plan could not: another network, or a rig with more in it.
struct Alternative {
  std::string
      name{};  ///< "clipped", "electro_optic", "reused_stage", "more_parts", "broader_carrier"
  std::string description{};  ///< what changes, in one line
  core::Model model{};        ///< the given one, unless the numbers of its layers had to change
  RigDocument rig{};          ///< the given one, unless it needs more
  Plan plan{};                ///< feasible
};

/// What comes nearest to a plan that cannot be built, each mapped and found feasible; none for one that can.
///
/// "clipped": every layer as near as the rig comes to it, on the rig as it is. "electro_optic": phases by photodiodes
/// and phase modulators. "reused_stage": one stage passed again and again, with a coherent receiver. "more_parts": as
/// many of the catalogue's gratings and compensators as are needed. "broader_carrier": a dither that raises the
/// Brillouin threshold. How well each does is for the caller to find out.
/// Throws:  as search_mapping.
/// Source:  physics, sections 4.2 and 8.6: nearest feasible alternatives.
[[nodiscard]] std::vector<Alternative> alternatives(const core::Model& model,
                                                    const RigDocument& rig, const Catalog& catalog,
                                                    const Plan& plan);

}  // namespace fiberloom::hal
