#pragma once

#include <fiberloom/core/model.hpp>
#include <vector>

#include "glass_twin.hpp"

namespace fiberloom::hal {

/// The model's own filter in each segment of its twin: in front of every stage and of the photodiode.
[[nodiscard]] std::vector<GlassTwin::Filter> model_filters(const core::Model& model,
                                                           const core::TimeGrid& grid);

}  // namespace fiberloom::hal
