#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>

namespace fiberloom::core {

/// A potential in time, "potential": E(t) <- E(t) exp(-i V(t)); in hardware a phase modulator.
///
/// Source:  the external potential of the Gross-Pitaevskii equation.
const PointwiseOperator& time_potential();

}  // namespace fiberloom::core
