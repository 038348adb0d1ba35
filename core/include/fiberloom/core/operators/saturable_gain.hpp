#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>

namespace fiberloom::core {

/// Saturable gain "saturable_gain", two numbers (g, s): E <- E exp(g/2 / (1 + s |E|^2)); negative g is a saturable
/// absorber. `s` is the inverse of the saturation power, at least 0.
///
/// Source:  Agrawal, Applications of Nonlinear Fiber Optics, ch. 4 (fast saturation), one thin slice.
const PointwiseOperator& saturable_gain();

}  // namespace fiberloom::core
