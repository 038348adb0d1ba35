#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/fiber/fiber_progress.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <memory>
#include <span>

namespace fiberloom::core {

/// What the step control did on the way.
struct Rk4ipReport {
  std::size_t accepted_steps = 0;
  std::size_t rejected_steps = 0;
  double smallest_step_m =
      0.0;  ///< of those the step control chose: the last one, cut to fit, does not count
  double largest_step_m = 0.0;
};

/// Light through a fibre by Runge-Kutta methods in the interaction picture, with steps that keep the local error at a
/// given share of the field.
///
/// Each step is one of the pair of Dormand and Prince: what goes on is of fifth order, and its distance to the
/// fourth-order result is held below a quarter of the tolerance, so that the error at the end is of the size of the
/// tolerance wherever the light itself does not enlarge small differences. Steps come from a ladder of ratio 2^(1/4),
/// so that the transfer functions of most are at hand.
///
/// Shape:   a row is [grid.size()]; its boundary is free.
/// Units:   SI, sqrt(W).
/// Throws:  InputError "input.fiber", "input.raman"; InputError "input.tolerance" unless 1e-14 <= relative_tolerance
///          <= 0.1; propagate(): NumericalError "numerical.step_size" when no step is small enough, and
///          "numerical.diverged".
/// Threads: immutable; propagate() may run at the same time on different rows. It allocates before the first step only.
/// Source:  Hult, J. Lightwave Technol. 25, 3770 (2007), for the equal steps; Dormand, Prince, J. Comput. Appl. Math. 6,
///          19 (1980), for the others.
class Rk4ip {
 public:
  using Complex = std::complex<double>;
  static constexpr double default_tolerance = 1e-8;

  Rk4ip(const TimeGrid& grid, const Fiber& fiber, double relative_tolerance = default_tolerance);
  Rk4ip(const Rk4ip&) = delete;
  Rk4ip& operator=(const Rk4ip&) = delete;
  Rk4ip(Rk4ip&&) noexcept;
  Rk4ip& operator=(Rk4ip&&) noexcept;
  ~Rk4ip();

  Rk4ipReport propagate(std::span<Complex> row, const FiberProgress& progress = {}) const;

  /// The classical method with `steps` equal steps, whatever their error: of fourth order.
  void propagate_in_equal_steps(std::span<Complex> row, std::size_t steps) const;

 private:
  class EqualSteps;
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace fiberloom::core
