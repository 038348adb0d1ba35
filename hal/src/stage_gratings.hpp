#pragma once

#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// One dispersive part in the way of the light, as it is wired and set.
struct StageGrating {
  std::string name{};
  const Part* part = nullptr;
  bool is_tunable = false;
  double dispersion_ps_per_nm = 0.0;  ///< as light meets it that goes in by the front port
  double orientation = 1.0;           ///< -1: light goes in by the other port
};

/// The fixed parts of a stage of the plan, and the compensator that the bench has there whether the plan uses it or not.
[[nodiscard]] std::vector<StageGrating> stage_gratings(const Plan& plan, std::size_t stage,
                                                       const RigDocument& rig,
                                                       const Catalog& catalog);

}  // namespace fiberloom::hal
