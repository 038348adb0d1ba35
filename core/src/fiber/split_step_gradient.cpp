#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/split_step.hpp>

#include "complex_products.hpp"
#include "split_step_parts.hpp"
#include "turn.hpp"

// Derivatives of the split step. Linear step m multiplies a spectrum s by exp(w_m h (-a/2 + i beta(Om))), w_m its weight:
// ds = s w_m d[h (-a/2 + i beta)]. Nonlinear: b = a exp(i phi), phi = gamma h Q, Q = R * |a|^2.
namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

void require_betas(const Fiber& fiber, const FiberGradient& gradient) {
  if (gradient.betas.size() != fiber.betas.size()) {
    throw InputError("input.gradient", "fibre: a gradient needs one number for each beta");
  }
}

}  // namespace

// With r = g exp(-i phi) and s = Im(r conj(a)) = dL/dphi: dL/dI = gamma h R^T s, g_a = r + 2 a dL/dI.
double SplitStep::Parts::nonlinear_vjp(Rows& rows, std::size_t step) const {
  const std::span<const Complex> field(rows.fields[step]);
  const double phase = phase_per_watt();
  nonlinear.delayed_intensity(field, rows.workspace);
  std::ranges::copy(rows.workspace.intensity, rows.intensity.begin());
  turn(rows.row, -phase, rows.intensity);
  double phase_slope = 0.0;
  for (std::size_t j = 0; j < field.size(); ++j) {
    const double slope = product_with_conjugate(rows.row[j], field[j]).imag();
    phase_slope += slope * rows.workspace.intensity[j];
    rows.workspace.intensity[j] = slope;
  }
  nonlinear.correlate(rows.workspace);
  for (std::size_t j = 0; j < field.size(); ++j) {
    rows.row[j] += 2.0 * phase * rows.workspace.intensity[j] * field[j];
  }
  return phase_slope;
}

void SplitStep::Parts::nonlinear_jvp(Rows& rows, std::size_t step,
                                     double phase_per_watt_change) const {
  const std::span<const Complex> field(rows.fields[step]);
  const double phase = phase_per_watt();
  nonlinear.delayed_intensity(field, rows.workspace);
  std::ranges::copy(rows.workspace.intensity, rows.intensity.begin());
  for (std::size_t j = 0; j < field.size(); ++j) {
    rows.workspace.intensity[j] = 2.0 * product_with_conjugate(rows.row[j], field[j]).real();
  }
  nonlinear.convolve(rows.workspace);
  for (std::size_t j = 0; j < field.size(); ++j) {
    const double change =
        phase_per_watt_change * rows.intensity[j] + phase * rows.workspace.intensity[j];
    rows.row[j] += Complex(-change * field[j].imag(), change * field[j].real());
  }
  turn(rows.row, phase, rows.intensity);
}

void SplitStep::Parts::add_linear_slopes(const Rows& rows, FiberGradient& gradient) const {
  double loss_overlap = 0.0;
  double length_overlap = 0.0;
  std::vector<double> beta_overlaps(fiber.betas.size());
  for (std::size_t k = 0; k < offsets.size(); ++k) {
    const Complex overlap = rows.overlap[k];
    loss_overlap += overlap.real();
    length_overlap -= overlap.imag() * linear.phase_per_m[k];
    double term = offsets[k];
    for (std::size_t i = 0; i < beta_overlaps.size(); ++i) {
      term *= offsets[k] / static_cast<double>(i + 2);
      beta_overlaps[i] -= overlap.imag() * term;
    }
  }
  gradient.attenuation_per_m -= 0.5 * step_m() * loss_overlap;
  gradient.length_m +=
      (length_overlap - linear.field_attenuation_per_m * loss_overlap) / static_cast<double>(steps);
  for (std::size_t i = 0; i < beta_overlaps.size(); ++i) {
    gradient.betas[i] += step_m() * beta_overlaps[i];
  }
}

void SplitStep::Parts::fill_linear_change(Rows& rows, const FiberGradient& direction) const {
  const double h = step_m();
  const double h_change = direction.length_m / static_cast<double>(steps);
  for (std::size_t k = 0; k < offsets.size(); ++k) {
    double phase_change = h_change * linear.phase_per_m[k];
    double term = offsets[k];
    for (std::size_t i = 0; i < direction.betas.size(); ++i) {
      term *= offsets[k] / static_cast<double>(i + 2);
      phase_change += h * direction.betas[i] * term;
    }
    rows.overlap[k] = {
        -h_change * linear.field_attenuation_per_m - 0.5 * h * direction.attenuation_per_m,
        phase_change};
  }
}

void SplitStep::vjp(Tape& tape, std::span<Complex> cotangent, FiberGradient& gradient) const {
  const Parts& parts = *parts_;
  Tape::Rows& rows = *tape.rows_;
  require_betas(parts.fiber, gradient);
  const std::span<Complex> row(rows.row);
  std::ranges::copy(cotangent, row.begin());
  std::ranges::fill(rows.overlap, Complex());
  double phase_slope = 0.0;  // dL/d(gamma h)
  for (std::size_t m = parts.steps + 1; m-- > 0;) {
    parts.fft->to_spectrum(row, rows.spectrum);
    const std::span<const Complex> transfer = parts.transfer(m);
    for (std::size_t k = 0; k < row.size(); ++k) {
      rows.overlap[k] +=
          parts.weight(m) * product_with_conjugate(rows.spectra[m][k], rows.spectrum[k]);
      rows.spectrum[k] = product_with_conjugate(rows.spectrum[k], transfer[k]);
    }
    parts.fft->to_field(rows.spectrum, row);
    if (m > 0) {
      phase_slope += parts.nonlinear_vjp(rows, m - 1);
    }
  }
  parts.add_linear_slopes(rows, gradient);
  gradient.gamma_per_w_m += phase_slope * parts.step_m();
  gradient.length_m += phase_slope * parts.fiber.gamma_per_w_m / static_cast<double>(parts.steps);
  for (std::size_t j = 0; j < row.size(); ++j) {
    gradient.power_factor += 0.5 * product_with_conjugate(row[j], rows.input[j]).real();
  }
  std::ranges::copy(row, cotangent.begin());
}

void SplitStep::jvp(Tape& tape, std::span<Complex> tangent, const FiberGradient& direction) const {
  const Parts& parts = *parts_;
  Tape::Rows& rows = *tape.rows_;
  require_betas(parts.fiber, direction);
  const std::span<Complex> row(rows.row);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] = tangent[j] + 0.5 * direction.power_factor * rows.input[j];
  }
  parts.fill_linear_change(rows, direction);
  const double phase_per_watt_change =
      direction.gamma_per_w_m * parts.step_m() +
      parts.fiber.gamma_per_w_m * direction.length_m / static_cast<double>(parts.steps);
  for (std::size_t m = 0; m <= parts.steps; ++m) {
    parts.fft->to_spectrum(row, rows.spectrum);
    const std::span<const Complex> transfer = parts.transfer(m);
    for (std::size_t k = 0; k < row.size(); ++k) {
      rows.spectrum[k] = product(rows.spectrum[k], transfer[k]) +
                         parts.weight(m) * product(rows.spectra[m][k], rows.overlap[k]);
    }
    parts.fft->to_field(rows.spectrum, row);
    if (m < parts.steps) {
      parts.nonlinear_jvp(rows, m, phase_per_watt_change);
    }
  }
  std::ranges::copy(row, tangent.begin());
}

}  // namespace fiberloom::core
