#pragma once

#include <array>
#include <complex>
#include <fiberloom/core/aligned_vector.hpp>
#include <span>

#include "linear_operator.hpp"
#include "nonlinear_operator.hpp"

namespace fiberloom::core {

/// One row on its way through a fibre by a pair of explicit Runge-Kutta methods in the interaction picture: the step is
/// of fifth order, and the distance to the one of fourth order within it tells its error. Six rates a step: the last one
/// is the first of the next step.
///
/// Within a step light is looked at as dispersion and loss would take it back to the step's beginning; there it changes
/// by the nonlinear rate alone.
///
/// Source:  Dormand, Prince, J. Comput. Appl. Math. 6, 19 (1980), the pair 5(4)7M.
class DormandPrince {
 public:
  using Complex = std::complex<double>;
  using Spectrum = AlignedVector<Complex>;

  /// `spectrum` carries the factor 1/N. All three must outlive this.
  DormandPrince(const FiberFft& fft, const LinearOperator& linear,
                const NonlinearOperator& nonlinear, std::span<const Complex> spectrum);

  /// Tries a step of length h; the estimated error as a share of the field.
  double try_step(double h);

  /// Goes where the last try went.
  void accept();

  [[nodiscard]] std::span<const Complex> spectrum() const noexcept { return state_; }

 private:
  static constexpr std::size_t stages = 6;

  // Dispersion and loss from the beginning of a step to the stages after the first.
  struct Transfers {
    double step = 0.0;
    std::size_t last_use = 0;
    std::array<Spectrum, stages - 1> to_node;  // the end is a node
    std::array<double, stages - 1> back = {};  // what a conjugate needs to be an inverse
  };

  const Transfers& transfers_of(double h);
  void fill(Transfers& transfers, double h) const;
  template <std::size_t known>
  void go_to_stage(const Transfers& transfers, double h);
  void go_to_end(const Transfers& transfers, double h);
  [[nodiscard]] double error(double h) const;

  const LinearOperator& linear_;
  const NonlinearOperator& nonlinear_;
  FiberFft::Workspace workspace_;
  std::array<Transfers, 4> cache_;
  std::size_t clock_ = 0;
  Spectrum state_;
  Spectrum next_;
  std::array<Spectrum, stages> slopes_;  // rates, taken back to the beginning of the step
  Spectrum end_rate_;
};

}  // namespace fiberloom::core
