#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>

namespace fiberloom::core {

/// Spectral diffusion "diffusion": spectrum times exp(-diffusion w^2 / 2), a Gaussian filter, the real counterpart of
/// dispersion. Positive values smooth.
///
/// Source:  the diffusive term of the complex Ginzburg-Landau equation, Aranson and Kramer, Rev. Mod. Phys. 74, 99.
const SpectralOperator& spectral_diffusion();

}  // namespace fiberloom::core
