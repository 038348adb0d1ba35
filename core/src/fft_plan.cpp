#include <fftw3.h>

#include <cassert>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <limits>
#include <mutex>

#include "fftw_planner.hpp"

namespace fiberloom::core {
namespace {

template <class Real>
struct Fftw;

template <>
struct Fftw<double> {
  using Complex = fftw_complex;
  using Plan = fftw_plan;
  static Plan plan(int size, Complex* data, int sign) {
    return fftw_plan_dft_1d(size, data, data, sign, FFTW_ESTIMATE);
  }
  static void execute(Plan plan, Complex* data) { fftw_execute_dft(plan, data, data); }
  static void destroy(Plan plan) { fftw_destroy_plan(plan); }
};

template <>
struct Fftw<float> {
  using Complex = fftwf_complex;
  using Plan = fftwf_plan;
  static Plan plan(int size, Complex* data, int sign) {
    return fftwf_plan_dft_1d(size, data, data, sign, FFTW_ESTIMATE);
  }
  static void execute(Plan plan, Complex* data) { fftwf_execute_dft(plan, data, data); }
  static void destroy(Plan plan) { fftwf_destroy_plan(plan); }
};

template <class Real>
typename Fftw<Real>::Complex* fftw_data(std::span<std::complex<Real>> row) {
  return reinterpret_cast<typename Fftw<Real>::Complex*>(row.data());
}

}  // namespace

template <class Real>
struct FftPlan<Real>::Plans {
  std::size_t size;
  typename Fftw<Real>::Plan forward;
  typename Fftw<Real>::Plan inverse;

  explicit Plans(std::size_t length) : size(length) {
    if (length == 0 || length > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw NumericalError("numerical.fft_plan", "FFT: the length must lie between 1 and 2^31-1");
    }
    AlignedVector<std::complex<Real>> scratch(length);
    const std::span<std::complex<Real>> row(scratch);
    const std::scoped_lock guard(fftw_planner_lock());
    forward = Fftw<Real>::plan(static_cast<int>(length), fftw_data(row), FFTW_FORWARD);
    inverse = Fftw<Real>::plan(static_cast<int>(length), fftw_data(row), FFTW_BACKWARD);
    if (forward == nullptr || inverse == nullptr) {
      throw NumericalError("numerical.fft_plan", "FFT: FFTW made no plan for this length");
    }
  }
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;
  ~Plans() {
    const std::scoped_lock guard(fftw_planner_lock());
    Fftw<Real>::destroy(forward);
    Fftw<Real>::destroy(inverse);
  }
};

template <class Real>
FftPlan<Real>::FftPlan(std::size_t size) : plans_(std::make_unique<Plans>(size)) {}
template <class Real>
FftPlan<Real>::FftPlan(FftPlan&&) noexcept = default;
template <class Real>
FftPlan<Real>& FftPlan<Real>::operator=(FftPlan&&) noexcept = default;
template <class Real>
FftPlan<Real>::~FftPlan() = default;

template <class Real>
std::size_t FftPlan<Real>::size() const noexcept {
  return plans_->size;
}

template <class Real>
void FftPlan<Real>::forward(std::span<std::complex<Real>> row) const {
  assert(row.size() == plans_->size);
  Fftw<Real>::execute(plans_->forward, fftw_data(row));
}

template <class Real>
void FftPlan<Real>::inverse_unscaled(std::span<std::complex<Real>> row) const {
  assert(row.size() == plans_->size);
  Fftw<Real>::execute(plans_->inverse, fftw_data(row));
}

template <class Real>
void FftPlan<Real>::inverse(std::span<std::complex<Real>> row) const {
  inverse_unscaled(row);
  const Real factor = Real(1) / static_cast<Real>(plans_->size);
  for (std::complex<Real>& value : row) {
    value *= factor;
  }
}

template class FftPlan<double>;
template class FftPlan<float>;

}  // namespace fiberloom::core
