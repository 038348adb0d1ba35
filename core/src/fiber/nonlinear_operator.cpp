#include "nonlinear_operator.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "complex_products.hpp"

namespace fiberloom::core {

NonlinearOperator::NonlinearOperator(const TimeGrid& grid, const Fiber& fiber, const FiberFft& fft)
    : fft_(fft) {
  std::vector<double> gain = optical_offsets(grid);
  const double factor = 1.0 / static_cast<double>(grid.size());
  const double carrier = fiber.center_angular_frequency();
  for (double& value : gain) {
    const double steepening = fiber.self_steepening ? std::max(0.0, 1.0 + value / carrier) : 1.0;
    value = fiber.gamma_per_w_m * factor * steepening;
  }
  gain = fft.arranged(gain);
  gain_.assign(gain.begin(), gain.end());
  if (fiber.raman) {
    std::vector<Complex> response = kerr_and_raman_spectrum(*fiber.raman, grid);
    for (Complex& value : response) {
      value *= factor;
    }
    response_ = fft.arranged_response(response);
  }
}

void NonlinearOperator::rate(std::span<const Complex> spectrum, std::span<Complex> rate,
                             Workspace& workspace) const {
  fft_.through_kerr(spectrum, {.response = response_, .gain = gain_}, rate, workspace);
}

void NonlinearOperator::rotate(std::span<const Complex> spectrum, const Rotation& rotation,
                               std::span<Complex> result, Workspace& workspace) const {
  const FiberFft::Kerr kerr{.rotates = true,
                            .phase_per_watt = rotation.phase_per_watt,
                            .response = response_,
                            .tape = rotation.tape};
  fft_.through_kerr(spectrum, kerr, result, workspace);
}

void NonlinearOperator::delayed_intensity(std::span<const Complex> field,
                                          Workspace& workspace) const {
  std::ranges::transform(field, workspace.intensity.begin(),
                         [](const Complex& value) { return power(value); });
  convolve(workspace);
}

void NonlinearOperator::convolve(Workspace& workspace) const {
  if (!response_.empty()) {
    fft_.filter(response_, 1.0, workspace);
  }
}

void NonlinearOperator::correlate(Workspace& workspace) const {
  if (!response_.empty()) {
    fft_.filter(response_, -1.0, workspace);
  }
}

}  // namespace fiberloom::core
