#pragma once

#include <vector>

#include "check/model_check.hpp"

namespace fiberloom::app {

/// What follows from the numbers of a check: what rules the model out, what is to be looked at, what is free.
[[nodiscard]] std::vector<Finding> check_findings(const ModelCheck& check);

/// "layer 2", "layers 2, 3": whose step it is.
[[nodiscard]] std::string layers_of_step(const core::GaugedStep& step);

}  // namespace fiberloom::app
