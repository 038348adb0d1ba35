#pragma once

#include <cstddef>
#include <fiberloom/hal/rig_optics.hpp>

#include "error_meter.hpp"
#include "glass_twin.hpp"

namespace fiberloom::hal {

/// A model's light in the glass of a rig, and what changes of it count.
struct ProbedModel {
  GlassTwin& twin;
  const ErrorMeter& meter;
  const RigOptics& optics;
  std::size_t points_per_sample = 1;  ///< of the model's grid: its oversampling
};

}  // namespace fiberloom::hal
