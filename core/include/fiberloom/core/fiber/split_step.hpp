#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/fiber/fiber_progress.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <memory>
#include <span>
#include <vector>

namespace fiberloom::core {

/// A change of everything that a split-step fibre can be differentiated by, or the derivatives by it.
///
/// Shape:   betas as long as Fiber::betas: a fibre without third-order dispersion that is to be differentiated by it
///          carries a zero there.
/// Units:   SI; power_factor is a common factor on the input's power, at 1 (divide its derivative by a power to have it
///          per watt of that power).
struct FiberGradient {
  double length_m = 0.0;
  double attenuation_per_m = 0.0;
  std::vector<double> betas = {};
  double gamma_per_w_m = 0.0;
  double power_factor = 0.0;
};

/// Light through a fibre by the symmetric split step: half a linear step, n nonlinear and n - 1 whole linear ones in
/// turn, half a linear step. Second order in the step; without self-steepening the nonlinear step is exact, and the whole
/// map has exact derivatives.
///
/// Shape:   a row is [grid.size()]; its boundary is free.
/// Units:   SI, sqrt(W). A cotangent is dL/dRe(A) + i dL/dIm(A).
/// Throws:  InputError "input.fiber", "input.raman", "input.steps" (none); "input.gradient" for a tape, vjp or jvp with
///          self-steepening, or a direction of another number of betas; NumericalError "numerical.diverged".
/// Threads: immutable between calls of set_fiber; each thread brings its own Tape. With a tape nothing is allocated.
/// Source:  Strang splitting with merged half steps; Agrawal, Nonlinear Fiber Optics, ch. 2.4.1. Adjoints derived by
///          hand and checked against central differences.
class SplitStep {
 public:
  using Complex = std::complex<double>;

  /// What one row leaves behind for its derivative, and room to work in. Made by make_tape().
  class Tape;

  SplitStep(const TimeGrid& grid, const Fiber& fiber, std::size_t steps);
  SplitStep(const SplitStep&) = delete;
  SplitStep& operator=(const SplitStep&) = delete;
  SplitStep(SplitStep&&) noexcept;
  SplitStep& operator=(SplitStep&&) noexcept;
  ~SplitStep();

  [[nodiscard]] const Fiber& fiber() const noexcept;
  [[nodiscard]] std::size_t steps() const noexcept;

  /// Replaces the fibre; the grid and the steps stay.
  void set_fiber(const Fiber& fiber);

  void propagate(std::span<Complex> row, const FiberProgress& progress = {}) const;

  [[nodiscard]] Tape make_tape() const;

  /// Propagates one row in place and records what vjp and jvp need: 32 bytes per sample and step.
  void forward(std::span<Complex> row, Tape& tape) const;

  /// Pulls a cotangent of the output back to the input of the row that `tape` recorded, in place, and adds the
  /// derivatives by the fibre's numbers to `gradient`.
  void vjp(Tape& tape, std::span<Complex> cotangent, FiberGradient& gradient) const;

  /// Pushes the change `tangent` of the recorded input, and the change `direction` of the fibre that goes with it,
  /// forward to the change of the output, in place.
  void jvp(Tape& tape, std::span<Complex> tangent, const FiberGradient& direction) const;

 private:
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

class SplitStep::Tape {
 public:
  struct Rows;

  Tape(Tape&&) noexcept;
  Tape& operator=(Tape&&) noexcept;
  ~Tape();

 private:
  friend class SplitStep;
  explicit Tape(std::unique_ptr<Rows> rows);
  std::unique_ptr<Rows> rows_;
};

}  // namespace fiberloom::core
