#include "fftw_fiber_fft.hpp"

#include <fftw3.h>

#include <algorithm>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/vectorised.hpp>
#include <limits>

#include "complex_products.hpp"
#include "decimation.hpp"
#include "fftw_planner.hpp"
#include "turn.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t longest_estimated = 2048;

fftw_complex* fftw_data(Complex* row) { return reinterpret_cast<fftw_complex*>(row); }
// FFTW takes no pointer to const; out of place and without FFTW_DESTROY_INPUT it does not write.
fftw_complex* fftw_data(const Complex* row) { return fftw_data(const_cast<Complex*>(row)); }

FIBERLOOM_INLINE inline void multiply_spectrum(Complex* spectrum, const Complex* response,
                                               double sign, std::size_t size) {
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

struct FftwFiberFft::Plans {
  std::size_t size;
  std::size_t piece;                             // what is left to FFTW after every split
  std::vector<AlignedVector<Complex>> twiddles;  // one set per split
  fftw_plan forward = nullptr;
  fftw_plan backward = nullptr;
  fftw_plan real_forward = nullptr;
  fftw_plan real_backward = nullptr;

  Plans(std::size_t length, bool has_filters, PlanSource source) : size(length), piece(length) {
    if (length == 0 || length > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw NumericalError("numerical.fft_plan", "FFT: the length must lie between 1 and 2^31-1");
    }
    while (piece > longest_estimated && piece % 8 == 0) {
      twiddles.push_back(twiddles_of(piece));
      piece /= 4;
    }
    if (!make(has_filters, source)) {
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

  bool make(bool has_filters, PlanSource source) {
    AlignedVector<Complex> a(size + 1);
    AlignedVector<Complex> b(size + 1);
    auto* record = reinterpret_cast<double*>(a.data());
    fftw_complex* from = fftw_data(a.data());
    fftw_complex* to = fftw_data(b.data());
    const int count = static_cast<int>(piece);
    const int whole = static_cast<int>(size);
    const std::scoped_lock guard(fftw_planner_lock());
    forward = fftw_plan_from(source, [=](unsigned flags) {
      return fftw_plan_dft_1d(count, from, to, FFTW_FORWARD, flags);
    });
    backward = fftw_plan_from(source, [=](unsigned flags) {
      return fftw_plan_dft_1d(count, from, to, FFTW_BACKWARD, flags);
    });
    if (!has_filters) {
      return forward != nullptr && backward != nullptr;
    }
    real_forward = fftw_plan_from(source, [=](unsigned flags) {
      return fftw_plan_dft_r2c_1d(whole, record, to, flags | FFTW_DESTROY_INPUT);
    });
    real_backward = fftw_plan_from(source, [=](unsigned flags) {
      return fftw_plan_dft_c2r_1d(whole, to, record, flags | FFTW_DESTROY_INPUT);
    });
    return forward != nullptr && backward != nullptr && real_forward != nullptr &&
           real_backward != nullptr;
  }

  void destroy() {
    for (fftw_plan plan : {forward, backward, real_forward, real_backward}) {
      if (plan != nullptr) {
        fftw_destroy_plan(plan);
      }
    }
  }
};

FftwFiberFft::FftwFiberFft(std::size_t size, bool has_filters)
    : plans_(std::make_unique<Plans>(size, has_filters, PlanSource::known)) {}
FftwFiberFft::~FftwFiberFft() = default;

void FftwFiberFft::measure(std::size_t size) { const Plans plans(size, true, PlanSource::measure); }

std::size_t FftwFiberFft::size() const noexcept { return plans_->size; }

FiberFft::Workspace FftwFiberFft::make_workspace() const {
  return {.field = AlignedVector<Complex>(size()),
          .intensity = AlignedVector<double>(size()),
          .half_spectrum = AlignedVector<Complex>(size() / 2 + 1)};
}

AlignedVector<FiberFft::Complex> FftwFiberFft::arranged_response(
    std::span<const Complex> response) const {
  return {response.begin(), response.end()};
}

std::vector<double> FftwFiberFft::arranged(std::span<const double> values) const {
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

void FftwFiberFft::to_spectrum(std::span<Complex> field, std::span<Complex> spectrum) const {
  std::size_t length = plans_->size;
  for (const AlignedVector<Complex>& twiddles : plans_->twiddles) {
    for (std::size_t begin = 0; begin < field.size(); begin += length) {
      const Quarters quarters{field.data() + begin, twiddles.data(), length / 4};
      split(quarters);
    }
    length /= 4;
  }
  for (std::size_t begin = 0; begin < field.size(); begin += plans_->piece) {
    fftw_execute_dft(plans_->forward, fftw_data(field.data() + begin),
                     fftw_data(spectrum.data() + begin));
  }
}

void FftwFiberFft::to_field(std::span<const Complex> spectrum, std::span<Complex> field) const {
  for (std::size_t begin = 0; begin < field.size(); begin += plans_->piece) {
    fftw_execute_dft(plans_->backward, fftw_data(spectrum.data() + begin),
                     fftw_data(field.data() + begin));
  }
  std::size_t length = plans_->piece;
  for (std::size_t level = plans_->twiddles.size(); level-- > 0;) {
    length *= 4;
    for (std::size_t begin = 0; begin < field.size(); begin += length) {
      const Quarters quarters{field.data() + begin, plans_->twiddles[level].data(), length / 4};
      join(quarters);
    }
  }
}

void FftwFiberFft::filter(std::span<const Complex> response, double sign,
                          Workspace& workspace) const {
  Complex* spectrum = workspace.half_spectrum.data();
  fftw_execute_dft_r2c(plans_->real_forward, workspace.intensity.data(), fftw_data(spectrum));
  vectorised([=, size = response.size(), factors = response.data()]()
                 FIBERLOOM_INLINE { multiply_spectrum(spectrum, factors, sign, size); });
  fftw_execute_dft_c2r(plans_->real_backward, fftw_data(spectrum), workspace.intensity.data());
}

void FftwFiberFft::through_kerr(std::span<const Complex> spectrum, const Kerr& kerr,
                                std::span<Complex> result, Workspace& workspace) const {
  const std::span<Complex> field(workspace.field);
  double* intensity = workspace.intensity.data();
  to_field(spectrum, field);
  if (!kerr.tape.empty()) {
    std::ranges::copy(field, kerr.tape.begin());
  }
  vectorised([=, values = field.data(), size = field.size()]()
                 FIBERLOOM_INLINE { intensity_of(values, intensity, size); });
  if (kerr.sums != nullptr) {
    *kerr.sums = {};
    for (const double power_here : workspace.intensity) {
      kerr.sums->first += power_here;
      kerr.sums->second += power_here * power_here;
    }
  }
  if (!kerr.response.empty()) {
    filter(kerr.response, 1.0, workspace);
  }
  if (kerr.rotates) {
    turn(field, kerr.phase_per_watt, workspace.intensity);
  } else {
    vectorised([=, values = field.data(), size = field.size()]()
                   FIBERLOOM_INLINE { times_intensity(values, intensity, size); });
  }
  to_spectrum(field, result);
  if (!kerr.gain.empty()) {
    vectorised([size = result.size(), values = result.data(), gain = kerr.gain.data()]()
                   FIBERLOOM_INLINE { times_imaginary(values, gain, size); });
  }
}

}  // namespace fiberloom::core
