#pragma once

#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fiber/fiber_fft.hpp>
#include <fiberloom/core/fiber/split_step.hpp>
#include <memory>
#include <vector>

#include "linear_operator.hpp"
#include "nonlinear_operator.hpp"

namespace fiberloom::core {

/// What a fibre looks like on its grid, shared by the propagation and its derivatives.
///
/// Linear step m = 0..steps has the weight 1/2 at both ends and 1 between; spectra carry the factor 1/N.
struct SplitStep::Parts {
  using Rows = SplitStep::Tape::Rows;

  TimeGrid grid;
  Fiber fiber;
  std::size_t steps;
  std::unique_ptr<const FiberFft> fft;
  LinearOperator linear;
  NonlinearOperator nonlinear;
  std::vector<double> offsets;  // Om, in the order of the spectra
  AlignedVector<Complex>
      half_transfer;  // both with 1/N, which the forward transform before them wants
  AlignedVector<Complex> whole_transfer;

  Parts(const TimeGrid& on, const Fiber& of, std::size_t count);
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  [[nodiscard]] double step_m() const noexcept {
    return fiber.length_m / static_cast<double>(steps);
  }
  [[nodiscard]] double phase_per_watt() const noexcept { return fiber.gamma_per_w_m * step_m(); }
  [[nodiscard]] double weight(std::size_t linear_step) const noexcept {
    return linear_step == 0 || linear_step == steps ? 0.5 : 1.0;
  }
  [[nodiscard]] std::span<const Complex> transfer(std::size_t linear_step) const noexcept {
    return linear_step == 0 || linear_step == steps ? half_transfer : whole_transfer;
  }

  /// Pull rows.row back through nonlinear step `step`, and push it forward; vjp returns dL/d(gamma h).
  double nonlinear_vjp(Rows& rows, std::size_t step) const;
  void nonlinear_jvp(Rows& rows, std::size_t step, double phase_per_watt_change) const;

  /// What rows.overlap, summed over all linear steps, says about attenuation, betas and length.
  void add_linear_slopes(const Rows& rows, FiberGradient& gradient) const;
  /// rows.overlap becomes the change of h (-a/2 + i beta(Om)) that goes with `direction`.
  void fill_linear_change(Rows& rows, const FiberGradient& direction) const;
};

/// The record of one row: its input, the spectrum after each linear step, the field before each nonlinear one.
struct SplitStep::Tape::Rows {
  AlignedVector<Complex> input;
  std::vector<AlignedVector<Complex>> spectra;  // [steps + 1]
  std::vector<AlignedVector<Complex>> fields;   // [steps]
  AlignedVector<Complex> row;
  AlignedVector<Complex> spectrum;
  AlignedVector<Complex> overlap;  // also: the relative change of a spectrum per whole step
  AlignedVector<double> intensity;
  NonlinearOperator::Workspace workspace;
};

/// Throws NumericalError "numerical.diverged" when a sample is not finite.
void require_finite_field(std::span<const std::complex<double>> row);

}  // namespace fiberloom::core
