#pragma once

#include <fiberloom/hal/model_sensitivity.hpp>

#include "probed_model.hpp"

namespace fiberloom::hal {

/// How the light answers to changes of stage `stage`, counted from 1.
[[nodiscard]] StageSensitivity stage_sensitivity(const ProbedModel& probed, std::size_t stage);

}  // namespace fiberloom::hal
