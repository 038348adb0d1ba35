#pragma once

#include <complex>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/fiber/fiber_fft.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <span>

namespace fiberloom::core {

/// The nonlinear right-hand side of the propagation equation, between spectra that carry the factor 1/N.
///
/// Shape:   spectra in the order of `fft`, which must outlive this.
/// Threads: const; each thread brings its own Workspace.
class NonlinearOperator {
 public:
  using Complex = std::complex<double>;

  using Workspace = FiberFft::Workspace;

  NonlinearOperator(const TimeGrid& grid, const Fiber& fiber, const FiberFft& fft);

  /// rate = i gamma (1 + Om/w0) F[A R*|A|^2] for the field A of `spectrum`; in bins of negative optical frequency
  /// there is no light to make.
  void rate(std::span<const Complex> spectrum, std::span<Complex> rate, Workspace& workspace) const;

  /// What a rotation does: A exp(i phase R*|A|^2), its spectrum without a factor. The field A is copied to the tape
  /// unless that is empty; the result may lie where the spectrum lies.
  struct Rotation {
    double phase_per_watt = 0.0;
    std::span<Complex> tape = {};
  };
  void rotate(std::span<const Complex> spectrum, const Rotation& rotation,
              std::span<Complex> result, Workspace& workspace) const;

  /// workspace.intensity becomes R*|A|^2.
  void delayed_intensity(std::span<const Complex> field, Workspace& workspace) const;

  /// workspace.intensity is convolved with R, or correlated (the transpose of that).
  void convolve(Workspace& workspace) const;
  void correlate(Workspace& workspace) const;

 private:
  const FiberFft& fft_;
  AlignedVector<double> gain_;       // gamma (1 + Om/w0)/N
  AlignedVector<Complex> response_;  // of R, the factor 1/N folded in; empty without Raman
};

}  // namespace fiberloom::core
