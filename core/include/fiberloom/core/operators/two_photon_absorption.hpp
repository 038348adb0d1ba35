#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>

namespace fiberloom::core {

/// Two-photon absorption "two_photon_absorption": the exact solution of dI/dz = -k I^2, that is I <- I / (1 + k I).
///
/// Negative values are the nonlinear gain of a reaction term; where 1 + k I would not stay positive the field is lost
/// (not a number), which training reports as divergence.
/// Source:  Agrawal, Nonlinear Fiber Optics, sec. 2.3; the cubic reaction term of the complex Ginzburg-Landau equation.
const PointwiseOperator& two_photon_absorption();

}  // namespace fiberloom::core
