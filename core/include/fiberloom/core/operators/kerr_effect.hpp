#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>

namespace fiberloom::core {

/// The Kerr effect "gamma": E <- E exp(i gamma |E|^2).
///
/// Source:  conventions: model layer; Agrawal, Nonlinear Fiber Optics, ch. 4.
const PointwiseOperator& kerr_effect();

}  // namespace fiberloom::core
