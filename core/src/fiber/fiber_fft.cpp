#include "fiber_fft.hpp"

#include <fftw3.h>

#include <cmath>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/error.hpp>
#include <limits>
#include <numbers>

#include "complex_products.hpp"
#include "fftw_planner.hpp"
#include "vectorised.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t longest_estimated = 2048;

fftw_complex* fftw_data(Complex* row) { return reinterpret_cast<fftw_complex*>(row); }
// FFTW takes no pointer to const; out of place and without FFTW_DESTROY_INPUT it does not write.
fftw_complex* fftw_data(const Complex* row) { return fftw_data(const_cast<Complex*>(row)); }

Complex times_i(Complex a) { return {-a.imag(), a.real()}; }

// Four quarters of a block, and the factors exp(-2 pi i n r/size) of three of them, r = 1, 2, 3.
struct Quarters {
  Complex* block;
  const Complex* twiddles;
  std::size_t length;
};

// One decimation in frequency by four: the r-th quarter is left with the bins 4 k + r.
FIBERLOOM_INLINE inline void split(const Quarters& quarters) {
  const std::size_t length = quarters.length;
  Complex* first = quarters.block;
  Complex* second = first + length;
  Complex* third = second + length;
  Complex* fourth = third + length;
  const Complex* once = quarters.twiddles;
  const Complex* twice = once + length;
  const Complex* thrice = twice + length;
  FIBERLOOM_INDEPENDENT
  for (std::size_t n = 0; n < length; ++n) {
    const Complex even = first[n] + third[n];
    const Complex odd = first[n] - third[n];
    const Complex even2 = second[n] + fourth[n];
    const Complex odd2 = times_i(second[n] - fourth[n]);
    first[n] = even + even2;
    second[n] = product(odd - odd2, once[n]);
    third[n] = product(even - even2, twice[n]);
    fourth[n] = product(odd + odd2, thrice[n]);
  }
}

// The transpose of split(): four quarters back into one block.
FIBERLOOM_INLINE inline void join(const Quarters& quarters) {
  const std::size_t length = quarters.length;
  Complex* first = quarters.block;
  Complex* second = first + length;
  Complex* third = second + length;
  Complex* fourth = third + length;
  const Complex* once = quarters.twiddles;
  const Complex* twice = once + length;
  const Complex* thrice = twice + length;
  FIBERLOOM_INDEPENDENT
  for (std::size_t n = 0; n < length; ++n) {
    const Complex b = product_with_conjugate(second[n], once[n]);
    const Complex c = product_with_conjugate(third[n], twice[n]);
    const Complex d = product_with_conjugate(fourth[n], thrice[n]);
    const Complex even = first[n] + c;
    const Complex odd = first[n] - c;
    const Complex even2 = b + d;
    const Complex odd2 = times_i(b - d);
    first[n] = even + even2;
    second[n] = odd + odd2;
    third[n] = even - even2;
    fourth[n] = odd - odd2;
  }
}

AlignedVector<Complex> twiddles_of(std::size_t size) {
  AlignedVector<Complex> twiddles(3 * (size / 4));
  for (std::size_t n = 0; n < size / 4; ++n) {
    for (std::size_t r = 1; r < 4; ++r) {
      const double angle =
          -2.0 * std::numbers::pi * static_cast<double>(n * r) / static_cast<double>(size);
      twiddles[(r - 1) * (size / 4) + n] = {std::cos(angle), std::sin(angle)};
    }
  }
  return twiddles;
}

}  // namespace

struct FiberFft::Plans {
  std::size_t size;
  std::size_t piece;                             // what is left to FFTW after every split
  std::vector<AlignedVector<Complex>> twiddles;  // one set per split
  fftw_plan forward = nullptr;
  fftw_plan backward = nullptr;
  fftw_plan real_forward = nullptr;
  fftw_plan real_backward = nullptr;

  Plans(std::size_t length, bool has_real) : size(length), piece(length) {
    if (length == 0 || length > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw NumericalError("numerical.fft_plan", "FFT: the length must lie between 1 and 2^31-1");
    }
    while (piece > longest_estimated && piece % 4 == 0) {
      twiddles.push_back(twiddles_of(piece));
      piece /= 4;
    }
    AlignedVector<Complex> a(length + 1);
    AlignedVector<Complex> b(length + 1);
    const int count = static_cast<int>(piece);
    const std::scoped_lock guard(fftw_planner_lock());
    forward = fftw_plan_dft_1d(count, fftw_data(a.data()), fftw_data(b.data()), FFTW_FORWARD,
                               FFTW_ESTIMATE);
    backward = fftw_plan_dft_1d(count, fftw_data(a.data()), fftw_data(b.data()), FFTW_BACKWARD,
                                FFTW_ESTIMATE);
    bool is_planned = forward != nullptr && backward != nullptr;
    if (has_real) {
      auto* record = reinterpret_cast<double*>(a.data());
      real_forward = fftw_plan_dft_r2c_1d(static_cast<int>(length), record, fftw_data(b.data()),
                                          FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
      real_backward = fftw_plan_dft_c2r_1d(static_cast<int>(length), fftw_data(b.data()), record,
                                           FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
      is_planned = is_planned && real_forward != nullptr && real_backward != nullptr;
    }
    if (!is_planned) {
      destroy();
      throw NumericalError("numerical.fft_plan", "FFT: FFTW made no plan for this length");
    }
  }
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;
  ~Plans() {
    const std::scoped_lock guard(fftw_planner_lock());
    destroy();
  }

  void destroy() {
    for (fftw_plan plan : {forward, backward, real_forward, real_backward}) {
      if (plan != nullptr) {
        fftw_destroy_plan(plan);
      }
    }
  }
};

FiberFft::FiberFft(std::size_t size, bool has_real_transforms)
    : plans_(std::make_unique<Plans>(size, has_real_transforms)) {}
FiberFft::FiberFft(FiberFft&&) noexcept = default;
FiberFft& FiberFft::operator=(FiberFft&&) noexcept = default;
FiberFft::~FiberFft() = default;

std::size_t FiberFft::size() const noexcept { return plans_->size; }

std::vector<double> FiberFft::arranged(std::span<const double> values) const {
  std::vector<double> result(values.begin(), values.end());
  std::vector<double> block;
  std::size_t length = plans_->size;
  for (std::size_t level = 0; level < plans_->twiddles.size(); ++level, length /= 4) {
    for (std::size_t begin = 0; begin < result.size(); begin += length) {
      const auto first = result.begin() + static_cast<std::ptrdiff_t>(begin);
      block.assign(first, first + static_cast<std::ptrdiff_t>(length));
      for (std::size_t j = 0; j < length; ++j) {
        result[begin + j % 4 * (length / 4) + j / 4] = block[j];
      }
    }
  }
  return result;
}

void FiberFft::to_spectrum(std::span<Complex> field, std::span<Complex> spectrum) const {
  std::size_t length = plans_->size;
  for (const AlignedVector<Complex>& twiddles : plans_->twiddles) {
    for (std::size_t begin = 0; begin < field.size(); begin += length) {
      const Quarters quarters{field.data() + begin, twiddles.data(), length / 4};
      vectorised([quarters]() FIBERLOOM_INLINE { split(quarters); });
    }
    length /= 4;
  }
  for (std::size_t begin = 0; begin < field.size(); begin += plans_->piece) {
    fftw_execute_dft(plans_->forward, fftw_data(field.data() + begin),
                     fftw_data(spectrum.data() + begin));
  }
}

void FiberFft::to_field(std::span<const Complex> spectrum, std::span<Complex> field) const {
  for (std::size_t begin = 0; begin < field.size(); begin += plans_->piece) {
    fftw_execute_dft(plans_->backward, fftw_data(spectrum.data() + begin),
                     fftw_data(field.data() + begin));
  }
  std::size_t length = plans_->piece;
  for (std::size_t level = plans_->twiddles.size(); level-- > 0;) {
    length *= 4;
    for (std::size_t begin = 0; begin < field.size(); begin += length) {
      const Quarters quarters{field.data() + begin, plans_->twiddles[level].data(), length / 4};
      vectorised([quarters]() FIBERLOOM_INLINE { join(quarters); });
    }
  }
}

void FiberFft::real_to_spectrum(std::span<double> record, std::span<Complex> spectrum) const {
  fftw_execute_dft_r2c(plans_->real_forward, record.data(), fftw_data(spectrum.data()));
}

void FiberFft::spectrum_to_real(std::span<Complex> spectrum, std::span<double> record) const {
  fftw_execute_dft_c2r(plans_->real_backward, fftw_data(spectrum.data()), record.data());
}

}  // namespace fiberloom::core
