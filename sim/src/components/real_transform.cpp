#include <algorithm>
#include <cmath>
#include <fiberloom/sim/components/real_transform.hpp>
#include <numbers>

#include "complex_arithmetic.hpp"
#include "complex_rows.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

// make(k, spectrum[k], conj spectrum[half - k]) for k in 1..half-1, into another row.
template <class Make>
void make_from_mirrored(std::span<const Complex> spectrum, std::span<Complex> row, std::size_t half,
                        Make make) {
  vectorised([=, from = pairs(spectrum.data()), to = pairs(row.data())]() SIM_INLINE {
    SIM_INDEPENDENT
    for (std::size_t k = 1; k < half; ++k) {
      const double* mirror = from + 2 * (half - k);
      const Complex made =
          make(k, Complex(from[2 * k], from[2 * k + 1]), Complex(mirror[0], -mirror[1]));
      to[2 * k] = made.real();
      to[2 * k + 1] = made.imag();
    }
  });
}

// Rows begin where vectors do.
std::size_t whole_lines(std::size_t size) { return (size + 3) / 4 * 4; }

}  // namespace

RealTransform::RealTransform(std::size_t size)
    : size_(size), plan_(size % 2 == 0 ? size / 2 : size) {
  for (std::size_t k = 0; size % 2 == 0 && k < size / 2; ++k) {
    const double turn = static_cast<double>(k) / static_cast<double>(size);
    twiddles_.push_back(std::polar(1.0, -2.0 * std::numbers::pi * turn));
  }
}

std::size_t RealTransform::scratch_size() const noexcept {
  return twiddles_.empty() ? size_ : whole_lines(num_frequencies()) + size_ / 2;
}

void RealTransform::forward(std::span<const double> row, std::span<Complex> spectrum) const {
  if (twiddles_.empty()) {
    std::ranges::copy(row, spectrum.begin());
    plan_.forward(spectrum.first(size_));
    return;
  }
  const std::size_t half = size_ / 2;
  const std::span<Complex> packed = spectrum.subspan(whole_lines(num_frequencies()), half);
  std::ranges::copy(row, pairs(spectrum.data()));
  plan_.forward(spectrum.first(half), packed);
  unpack(packed, spectrum);
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
  const std::span<Complex> packed = spectrum.subspan(whole_lines(num_frequencies()), half);
  pack(spectrum, packed);
  plan_.inverse_unscaled(packed, spectrum.first(half));
  std::copy_n(pairs(spectrum.data()), size_, row.begin());
}

// Z = E + iO, transforms of the even and the odd samples: X_k = E_k + w^k O_k.
void RealTransform::unpack(std::span<const Complex> packed, std::span<Complex> spectrum) const {
  const std::size_t half = size_ / 2;
  spectrum[0] = packed[0].real() + packed[0].imag();
  spectrum[half] = packed[0].real() - packed[0].imag();
  make_from_mirrored(
      packed, spectrum, half,
      [twiddles = pairs(twiddles_.data())](std::size_t k, Complex z, Complex mirrored) SIM_INLINE {
        const Complex even = sum(z, mirrored);
        const Complex twice_odd(z.imag() - mirrored.imag(), mirrored.real() - z.real());
        const Complex turned = product({twiddles[2 * k], twiddles[2 * k + 1]}, twice_odd);
        return Complex(0.5 * (even.real() + turned.real()), 0.5 * (even.imag() + turned.imag()));
      });
}

void RealTransform::pack(std::span<const Complex> spectrum, std::span<Complex> packed) const {
  const std::size_t half = size_ / 2;
  const double scale = 0.5 / static_cast<double>(half);
  const double constant = spectrum[0].real();
  const double highest = spectrum[half].real();
  packed[0] = Complex(constant + highest, constant - highest) * scale;
  make_from_mirrored(
      spectrum, packed, half,
      [=, twiddles = pairs(twiddles_.data())](std::size_t k, Complex x, Complex mirrored)
          SIM_INLINE {
            const Complex even = sum(x, mirrored);
            const Complex odd = product({twiddles[2 * k], -twiddles[2 * k + 1]},
                                        {x.real() - mirrored.real(), x.imag() - mirrored.imag()});
            return Complex(scale * (even.real() - odd.imag()),
                           scale * (even.imag() + odd.real()));  // E + i O
          });
}

}  // namespace fiberloom::sim
