#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>
#include <span>

namespace fiberloom::core {

/// Dispersion of every order, "beta2" to "beta10": spectrum times exp(i beta_n (-w)^n / n!).
///
/// Source:  conventions: bin w is the optical offset -w, so that odd orders change sign in the array.
std::span<const SpectralOperator* const> dispersion_orders();

}  // namespace fiberloom::core
