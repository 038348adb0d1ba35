#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>

namespace fiberloom::core {

/// Power attenuation "alpha": E <- E exp(-alpha/2); negative values are gain.
const SpectralOperator& attenuation();

}  // namespace fiberloom::core
