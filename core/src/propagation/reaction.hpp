#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/layer_parameters.hpp>
#include <span>

#include "cascade.hpp"

namespace fiberloom::core {

// Pointwise operators at one instant, one after another, in double whatever the rest computes in.

/// The field behind all operators of the step.
std::complex<double> react(const ReactionStep& step, const LayerParameters& layers,
                           std::size_t sample, std::complex<double> field);

/// The cotangent in front of the step, given the one behind it; adds to `gradient`.
std::complex<double> react_back(const ReactionStep& step, const LayerParameters& layers,
                                std::size_t sample, std::complex<double> field,
                                std::complex<double> cotangent, LayerParameters& gradient);

/// The tangent behind the step, given the one in front of it and a change of the parameters.
std::complex<double> react_along(const ReactionStep& step, const LayerParameters& layers,
                                 std::size_t sample, std::complex<double> field,
                                 std::complex<double> tangent, const LayerParameters& direction);

}  // namespace fiberloom::core
