#include <fftw3.h>

#include <cassert>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <limits>
#include <map>
#include <mutex>
#include <optional>

#include "fftw_planner.hpp"

namespace fiberloom::core {
namespace {

template <class Real>
struct Fftw;

template <>
struct Fftw<double> {
  using Complex = fftw_complex;
  using Plan = fftw_plan;
  static Plan plan(int size, Complex* from, Complex* to, int sign, unsigned flags) {
    return fftw_plan_dft_1d(size, from, to, sign, flags | FFTW_PRESERVE_INPUT);
  }
  static void execute(Plan plan, Complex* from, Complex* to) { fftw_execute_dft(plan, from, to); }
  static void destroy(Plan plan) { fftw_destroy_plan(plan); }
};

template <>
struct Fftw<float> {
  using Complex = fftwf_complex;
  using Plan = fftwf_plan;
  static Plan plan(int size, Complex* from, Complex* to, int sign, unsigned flags) {
    return fftwf_plan_dft_1d(size, from, to, sign, flags | FFTW_PRESERVE_INPUT);
  }
  static void execute(Plan plan, Complex* from, Complex* to) { fftwf_execute_dft(plan, from, to); }
  static void destroy(Plan plan) { fftwf_destroy_plan(plan); }
};

template <class Real>
typename Fftw<Real>::Complex* fftw_data(std::span<std::complex<Real>> row) {
  return reinterpret_cast<typename Fftw<Real>::Complex*>(row.data());
}

// FFTW takes no pointer to const; plans are made to leave their input as it is.
template <class Real>
typename Fftw<Real>::Complex* fftw_data(std::span<const std::complex<Real>> row) {
  return fftw_data(std::span(const_cast<std::complex<Real>*>(row.data()), row.size()));
}

}  // namespace

template <class Real>
struct FftPlan<Real>::Plans {
  using Plan = typename Fftw<Real>::Plan;

  std::size_t size;
  Plan forward = nullptr;
  Plan inverse = nullptr;
  Plan forward_across = nullptr;  // from one row to another
  Plan inverse_across = nullptr;

  // Called under the planner's lock.
  Plans(std::size_t length, PlanSource source) : size(length) {
    AlignedVector<std::complex<Real>> first(length);
    AlignedVector<std::complex<Real>> second(length);
    auto* from = fftw_data(std::span(first));
    auto* to = fftw_data(std::span(second));
    const auto plan = [&](auto* target, int sign) {
      return fftw_plan_from(source, [&](unsigned flags) {
        return Fftw<Real>::plan(static_cast<int>(length), from, target, sign, flags);
      });
    };
    forward = plan(from, FFTW_FORWARD);
    inverse = plan(from, FFTW_BACKWARD);
    forward_across = plan(to, FFTW_FORWARD);
    inverse_across = plan(to, FFTW_BACKWARD);
    if (forward == nullptr || inverse == nullptr || forward_across == nullptr ||
        inverse_across == nullptr) {
      throw NumericalError("numerical.fft_plan", "FFT: FFTW made no plan for this length");
    }
  }
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;
  ~Plans() {
    const std::scoped_lock guard(fftw_planner_lock());
    for (const Plan plan : {forward, inverse, forward_across, inverse_across}) {
      Fftw<Real>::destroy(plan);
    }
  }

  static void require_length(std::size_t length) {
    if (length == 0 || length > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw NumericalError("numerical.fft_plan", "FFT: the length must lie between 1 and 2^31-1");
    }
  }

  static std::shared_ptr<const Plans> of(std::size_t length) {
    require_length(length);
    static std::map<std::size_t, std::weak_ptr<const Plans>> known;
    const std::scoped_lock guard(fftw_planner_lock());
    std::weak_ptr<const Plans>& entry = known[length];
    std::shared_ptr<const Plans> plans = entry.lock();
    if (!plans) {
      plans = std::make_shared<const Plans>(length, PlanSource::known);
      entry = plans;
    }
    return plans;
  }
};

template <class Real>
FftPlan<Real>::FftPlan(std::size_t size) : plans_(Plans::of(size)) {}

template <class Real>
void FftPlan<Real>::measure(std::size_t size) {
  Plans::require_length(size);
  std::optional<Plans> plans;  // its destructor takes the lock itself
  const std::scoped_lock guard(fftw_planner_lock());
  plans.emplace(size, PlanSource::measure);
}

template <class Real>
std::size_t FftPlan<Real>::size() const noexcept {
  return plans_->size;
}

template <class Real>
void FftPlan<Real>::forward(std::span<std::complex<Real>> row) const {
  assert(row.size() == plans_->size);
  Fftw<Real>::execute(plans_->forward, fftw_data(row), fftw_data(row));
}

template <class Real>
void FftPlan<Real>::inverse_unscaled(std::span<std::complex<Real>> row) const {
  assert(row.size() == plans_->size);
  Fftw<Real>::execute(plans_->inverse, fftw_data(row), fftw_data(row));
}

template <class Real>
void FftPlan<Real>::forward(std::span<const std::complex<Real>> from,
                            std::span<std::complex<Real>> to) const {
  assert(from.size() == plans_->size && to.size() == plans_->size);
  Fftw<Real>::execute(plans_->forward_across, fftw_data(from), fftw_data(to));
}

template <class Real>
void FftPlan<Real>::inverse_unscaled(std::span<const std::complex<Real>> from,
                                     std::span<std::complex<Real>> to) const {
  assert(from.size() == plans_->size && to.size() == plans_->size);
  Fftw<Real>::execute(plans_->inverse_across, fftw_data(from), fftw_data(to));
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
