#pragma once

#include <complex>
#include <functional>

namespace fiberloom::core {

/// Moments of an impulse response h(t): what a linear layer does to slow light, as numbers of an evolution equation.
///
/// E_out = gain exp( -delay d/dt + spread/2 d^2/dt^2 - skew/6 d^3/dt^3 + fourth/24 d^4/dt^4 ... ) E. A complex kernel
/// has complex moments: the real part of `spread` is diffusion, the imaginary one dispersion.
/// Units:   delay in model samples, the others in samples to the power of their order.
/// Source:  S. Succi, arXiv 2502.06739, which reads the moments of a layer's kernel as coefficients of advection,
///          diffusion and so on; signs by conventions.md: H(w) = sum_t h(t) exp(-i w t).
struct KernelMoments {
  using Complex = std::complex<double>;

  Complex gain{1.0};  ///< zeroth moment
  Complex delay{};   ///< first moment over the zeroth; the imaginary part is a slope of gain over w
  Complex spread{};  ///< second central moment over the zeroth
  Complex skew{};    ///< third central moment over the zeroth
  Complex fourth{};  ///< fourth cumulant: fourth central moment over the zeroth, less 3 spread^2

  [[nodiscard]] double diffusion() const noexcept { return spread.real(); }
  [[nodiscard]] double dispersion() const noexcept { return -spread.imag(); }            ///< beta2
  [[nodiscard]] double third_order_dispersion() const noexcept { return -skew.real(); }  ///< beta3
  [[nodiscard]] double fourth_order_dispersion() const noexcept {
    return fourth.imag();
  }  ///< beta4
};

/// The moments of the kernel whose transfer function is H(w): derivatives of ln H at w = 0, by differences of eighth
/// order over `step`. Between neighbouring multiples of `step`, up to four, H must turn by less than pi.
///
/// Units:   w and `step` in rad per model sample.
/// Throws:  InputError "input.domain" unless step > 0; NumericalError "numerical.moments" where H vanishes or is not
///          finite: a kernel without a zeroth moment has no relative ones.
[[nodiscard]] KernelMoments kernel_moments(
    const std::function<std::complex<double>(double w)>& transfer, double step);

}  // namespace fiberloom::core
