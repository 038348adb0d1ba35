#include "nonlinear_operator.hpp"

#include <algorithm>
#include <cstddef>

#include "complex_products.hpp"
#include "vectorised.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

FIBERLOOM_INLINE inline void multiply(Complex* spectrum, const Complex* response, double sign,
                                      std::size_t size) {
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    spectrum[k] = product(spectrum[k], {response[k].real(), sign * response[k].imag()});
  }
}

FIBERLOOM_INLINE inline void intensity_of(const Complex* field, double* intensity,
                                          std::size_t size) {
  FIBERLOOM_INDEPENDENT
  for (std::size_t j = 0; j < size; ++j) {
    intensity[j] = power(field[j]);
  }
}

FIBERLOOM_INLINE inline void times_own_intensity(Complex* field, std::size_t size) {
  FIBERLOOM_INDEPENDENT
  for (std::size_t j = 0; j < size; ++j) {
    field[j] *= power(field[j]);
  }
}

FIBERLOOM_INLINE inline void times_intensity(Complex* field, const double* intensity,
                                             std::size_t size) {
  FIBERLOOM_INDEPENDENT
  for (std::size_t j = 0; j < size; ++j) {
    field[j] *= intensity[j];
  }
}

FIBERLOOM_INLINE inline void times_imaginary(Complex* values, const double* gain,
                                             std::size_t size) {
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    values[k] = {-gain[k] * values[k].imag(), gain[k] * values[k].real()};
  }
}

}  // namespace

NonlinearOperator::NonlinearOperator(const TimeGrid& grid, const Fiber& fiber, const FiberFft& fft)
    : fft_(fft), gain_(optical_offsets(grid)) {
  const double factor = 1.0 / static_cast<double>(grid.size());
  const double carrier = fiber.center_angular_frequency();
  for (double& value : gain_) {
    const double steepening = fiber.self_steepening ? std::max(0.0, 1.0 + value / carrier) : 1.0;
    value = fiber.gamma_per_w_m * factor * steepening;
  }
  gain_ = fft.arranged(gain_);
  if (fiber.raman) {
    response_ = kerr_and_raman_spectrum(*fiber.raman, grid);
    for (Complex& value : response_) {
      value *= factor;
    }
  }
}

NonlinearOperator::Workspace NonlinearOperator::make_workspace() const {
  return {.field = AlignedVector<Complex>(fft_.size()),
          .intensity = AlignedVector<double>(fft_.size()),
          .intensity_spectrum = AlignedVector<Complex>(response_.size())};
}

void NonlinearOperator::filter(Workspace& workspace, double sign) const {
  if (response_.empty()) {
    return;
  }
  fft_.real_to_spectrum(workspace.intensity, workspace.intensity_spectrum);
  vectorised([=, size = response_.size(), response = response_.data(),
              spectrum = workspace.intensity_spectrum.data()]()
                 FIBERLOOM_INLINE { multiply(spectrum, response, sign, size); });
  fft_.spectrum_to_real(workspace.intensity_spectrum, workspace.intensity);
}

void NonlinearOperator::convolve(Workspace& workspace) const { filter(workspace, 1.0); }

void NonlinearOperator::correlate(Workspace& workspace) const { filter(workspace, -1.0); }

void NonlinearOperator::delayed_intensity(std::span<const Complex> field,
                                          Workspace& workspace) const {
  vectorised([size = field.size(), values = field.data(), intensity = workspace.intensity.data()]()
                 FIBERLOOM_INLINE { intensity_of(values, intensity, size); });
  convolve(workspace);
}

void NonlinearOperator::rate(std::span<const Complex> spectrum, std::span<Complex> rate,
                             Workspace& workspace) const {
  const std::span<Complex> field(workspace.field);
  fft_.to_field(spectrum, field);
  if (response_.empty()) {
    vectorised([size = field.size(), values = field.data()]()
                   FIBERLOOM_INLINE { times_own_intensity(values, size); });
  } else {
    delayed_intensity(field, workspace);
    vectorised(
        [size = field.size(), values = field.data(), intensity = workspace.intensity.data()]()
            FIBERLOOM_INLINE { times_intensity(values, intensity, size); });
  }
  fft_.to_spectrum(field, rate);
  vectorised([size = rate.size(), values = rate.data(), gain = gain_.data()]()
                 FIBERLOOM_INLINE { times_imaginary(values, gain, size); });
}

}  // namespace fiberloom::core
