#include <cmath>
#include <fiberloom/sim/components/real_transform.hpp>
#include <numbers>

#include "complex_arithmetic.hpp"

namespace fiberloom::sim {
namespace {
using Complex = std::complex<double>;
}

RealTransform::RealTransform(std::size_t size)
    : size_(size), plan_(size % 2 == 0 ? size / 2 : size) {
  for (std::size_t k = 0; size % 2 == 0 && k <= size / 4; ++k) {
    const double turn = static_cast<double>(k) / static_cast<double>(size);
    twiddles_.push_back(std::polar(1.0, -2.0 * std::numbers::pi * turn));
  }
}

std::size_t RealTransform::scratch_size() const noexcept {
  return twiddles_.empty() ? size_ : size_ / 2 + 1;
}

void RealTransform::forward(std::span<const double> row, std::span<Complex> spectrum) const {
  if (twiddles_.empty()) {
    for (std::size_t j = 0; j < size_; ++j) {
      spectrum[j] = row[j];
    }
    plan_.forward(spectrum.first(size_));
    return;
  }
  const std::size_t half = size_ / 2;
  for (std::size_t j = 0; j < half; ++j) {
    spectrum[j] = {row[2 * j], row[2 * j + 1]};
  }
  plan_.forward(spectrum.first(half));
  unpack(spectrum);
}

void RealTransform::inverse(std::span<Complex> spectrum, std::span<double> row) const {
  if (twiddles_.empty()) {
    for (std::size_t k = 1; k <= size_ / 2; ++k) {
      spectrum[size_ - k] = std::conj(spectrum[k]);
    }
    plan_.inverse(spectrum.first(size_));
    for (std::size_t j = 0; j < size_; ++j) {
      row[j] = spectrum[j].real();
    }
    return;
  }
  const std::size_t half = size_ / 2;
  pack(spectrum);
  plan_.inverse_unscaled(spectrum.first(half));
  for (std::size_t j = 0; j < half; ++j) {
    row[2 * j] = spectrum[j].real();
    row[2 * j + 1] = spectrum[j].imag();
  }
}

// Z = E + iO, transforms of the even and the odd samples: X_k = E_k + w^k O_k.
void RealTransform::unpack(std::span<Complex> spectrum) const {
  const std::size_t half = size_ / 2;
  const Complex first = spectrum[0];
  spectrum[0] = first.real() + first.imag();
  spectrum[half] = first.real() - first.imag();
  for (std::size_t k = 1; 2 * k <= half; ++k) {
    const Complex z = spectrum[k];
    const Complex mirrored = std::conj(spectrum[half - k]);
    const Complex even = 0.5 * (z + mirrored);
    const Complex difference = 0.5 * (z - mirrored);
    const Complex odd = product(twiddles_[k], Complex(difference.imag(), -difference.real()));
    spectrum[k] = even + odd;
    spectrum[half - k] = std::conj(even - odd);
  }
}

void RealTransform::pack(std::span<Complex> spectrum) const {
  const std::size_t half = size_ / 2;
  const double scale = 0.5 / static_cast<double>(half);
  const double constant = spectrum[0].real();
  const double highest = spectrum[half].real();
  spectrum[0] = Complex(constant + highest, constant - highest) * scale;
  for (std::size_t k = 1; 2 * k <= half; ++k) {
    const Complex x = spectrum[k];
    const Complex mirrored = std::conj(spectrum[half - k]);
    const Complex even = scale * (x + mirrored);
    const Complex turned = product(std::conj(twiddles_[k]), scale * (x - mirrored));
    const Complex odd(-turned.imag(), turned.real());  // i O
    spectrum[k] = even + odd;
    spectrum[half - k] = std::conj(even - odd);
  }
}

}  // namespace fiberloom::sim
