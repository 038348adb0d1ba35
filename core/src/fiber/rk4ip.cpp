#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/fiber_fft.hpp>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/core/vectorised.hpp>
#include <utility>

#include "complex_products.hpp"
#include "dormand_prince.hpp"
#include "linear_operator.hpp"
#include "nonlinear_operator.hpp"

namespace fiberloom::core {

struct Rk4ip::Parts {
  TimeGrid grid;
  Fiber fiber;
  double tolerance;
  std::unique_ptr<const FiberFft> fft;
  LinearOperator linear;
  NonlinearOperator nonlinear;

  Parts(const TimeGrid& on, const Fiber& of, double relative_tolerance)
      : grid(on),
        fiber(of),
        tolerance(relative_tolerance),
        fft(FiberFft::of(on.size(), of.raman.has_value())),
        linear(on, of, *fft),
        nonlinear(on, of, *fft) {}
};

namespace {

using Complex = std::complex<double>;
using Spectrum = AlignedVector<Complex>;

constexpr double safety = 0.9;
constexpr double tolerated_share = 0.25;  // of the tolerance, for one step: errors add up
constexpr double smallest_share = 1e-13;  // of the fibre, for one step
constexpr double first_phase = 0.01;      // rad, of the first step's nonlinear phase at the peak
constexpr double steps_per_octave = 4.0;  // of the ladder of step lengths
constexpr double largest_growth = 16.0;   // of a step over the one before
constexpr double largest_shrinking = 1.0 / 16.0;

// The arithmetic between two evaluations of the rate, on spectra of `size` bins that do not overlap.
struct Stage {
  Complex* sum;    // grows to the next state
  Complex* next;   // where the rate is wanted next
  Complex* slope;  // the last rate
};

struct Start {
  const Complex* state;
  const Complex* rate;
  const Complex* half;  // transfer over half the step
};

FIBERLOOM_INLINE inline void first_stage(const Stage& stage, const Start& from, Complex* moved,
                                         double h, std::size_t size) {
  Complex* sum = stage.sum;
  Complex* next = stage.next;
  const Complex* state = from.state;
  const Complex* rate = from.rate;
  const Complex* half = from.half;
  const double weight = h / 2.0;
  const double share = h / 6.0;
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    const Complex start = product(state[k], half[k]);
    const Complex slope = product(rate[k], half[k]);
    moved[k] = start;
    next[k] = start + weight * slope;
    sum[k] = start + share * slope;
  }
}

FIBERLOOM_INLINE inline void second_stage(const Stage& stage, const Complex* moved, double h,
                                          std::size_t size) {
  Complex* sum = stage.sum;
  Complex* next = stage.next;
  const Complex* slope = stage.slope;
  const double weight = h / 2.0;
  const double share = h / 3.0;
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    next[k] = moved[k] + weight * slope[k];
    sum[k] += share * slope[k];
  }
}

FIBERLOOM_INLINE inline void third_stage(const Stage& stage, const Complex* moved,
                                         const Complex* half, double h, std::size_t size) {
  Complex* sum = stage.sum;
  Complex* next = stage.next;
  const Complex* slope = stage.slope;
  const double share = h / 3.0;
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    next[k] = product(moved[k] + h * slope[k], half[k]);
    sum[k] = product(sum[k] + share * slope[k], half[k]);
  }
}

FIBERLOOM_INLINE inline void last_stage(const Stage& stage, double h, std::size_t size) {
  Complex* sum = stage.sum;
  const Complex* slope = stage.slope;
  const double share = h / 6.0;
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    sum[k] += share * slope[k];
  }
}

double ladder_step(double length, double wanted) {
  const double rung = std::ceil(-steps_per_octave * std::log2(wanted / length) - 1e-9);
  return rung <= 0.0 ? length : length * std::exp2(-rung / steps_per_octave);
}

}  // namespace

// One row on its way by the classical method, in the interaction picture of each step's middle. The state is the
// spectrum.
class Rk4ip::EqualSteps {
 public:
  EqualSteps(const Parts& parts, Spectrum state, double h)
      : parts_(parts),
        h_(h),
        workspace_(parts.fft->make_workspace()),
        half_(state.size()),
        state_(std::move(state)),
        rate_(state_.size()),
        sum_(state_.size()),
        moved_(state_.size()),
        stage_(state_.size()),
        slope_(state_.size()) {
    parts_.linear.fill(half_, h / 2.0, 1.0);
  }

  void advance() {
    const std::size_t size = state_.size();
    const Complex* half = half_.data();
    Complex* moved = moved_.data();
    const Stage stage{.sum = sum_.data(), .next = stage_.data(), .slope = slope_.data()};
    parts_.nonlinear.rate(state_, rate_, workspace_);
    vectorised([=, h = h_, start = state_.data(), first = rate_.data()]() FIBERLOOM_INLINE {
      first_stage(stage, {start, first, half}, moved, h, size);
    });
    parts_.nonlinear.rate(stage_, slope_, workspace_);
    vectorised([=, h = h_]() FIBERLOOM_INLINE { second_stage(stage, moved, h, size); });
    parts_.nonlinear.rate(stage_, slope_, workspace_);
    vectorised([=, h = h_]() FIBERLOOM_INLINE { third_stage(stage, moved, half, h, size); });
    parts_.nonlinear.rate(stage_, slope_, workspace_);
    vectorised([=, h = h_]() FIBERLOOM_INLINE { last_stage(stage, h, size); });
    std::swap(state_, sum_);
  }

  [[nodiscard]] std::span<const Complex> spectrum() const noexcept { return state_; }

 private:
  const Parts& parts_;
  double h_;
  FiberFft::Workspace workspace_;
  Spectrum half_;
  Spectrum state_;
  Spectrum rate_;
  Spectrum sum_;
  Spectrum moved_;
  Spectrum stage_;
  Spectrum slope_;
};

namespace {

Spectrum spectrum_of(std::span<const Complex> row, const FiberFft& fft) {
  Spectrum field(row.begin(), row.end());
  Spectrum spectrum(row.size());
  fft.to_spectrum(field, spectrum);
  const double factor = 1.0 / static_cast<double>(row.size());
  for (Complex& value : spectrum) {
    value *= factor;
  }
  return spectrum;
}

void read(std::span<const Complex> spectrum, const FiberFft& fft, std::span<Complex> row) {
  Spectrum field(row.size());
  fft.to_field(spectrum, field);
  std::ranges::copy(field, row.begin());
  for (const Complex& value : row) {
    if (!std::isfinite(value.real()) || !std::isfinite(value.imag())) {
      throw NumericalError("numerical.diverged",
                           "fibre: the field grew beyond all bounds; check the units of gamma, "
                           "the powers and the length");
    }
  }
}

}  // namespace

Rk4ip::Rk4ip(const TimeGrid& grid, const Fiber& fiber, double relative_tolerance) {
  fiber.validate();
  if (!(relative_tolerance >= 1e-14 && relative_tolerance <= 0.1)) {
    throw InputError("input.tolerance", "fibre: the tolerance must lie between 1e-14 and 0.1");
  }
  parts_ = std::make_unique<const Parts>(grid, fiber, relative_tolerance);
}
Rk4ip::Rk4ip(Rk4ip&&) noexcept = default;
Rk4ip& Rk4ip::operator=(Rk4ip&&) noexcept = default;
Rk4ip::~Rk4ip() = default;

namespace {

double peak_power(std::span<const Complex> row) {
  double peak = 0.0;
  for (const Complex& value : row) {
    peak = std::max(peak, power(value));
  }
  return peak;
}

[[noreturn]] void refuse_step() {
  throw NumericalError("numerical.step_size",
                       "fibre: no step is small enough for the tolerance; check the units of "
                       "gamma, the powers and the length, or raise relative_tolerance");
}

}  // namespace

Rk4ipReport Rk4ip::propagate(std::span<Complex> row, const FiberProgress& progress) const {
  const double length = parts_->fiber.length_m;
  if (length == 0.0) {
    return {};
  }
  const double tolerated = tolerated_share * parts_->tolerance;
  const double phase = std::abs(parts_->fiber.gamma_per_w_m) * peak_power(row) * length;
  double step = ladder_step(length, phase > first_phase ? length * first_phase / phase : length);
  Rk4ipReport report{.smallest_step_m = length};
  const Spectrum input = spectrum_of(row, *parts_->fft);
  DormandPrince run(*parts_->fft, parts_->linear, parts_->nonlinear, input);
  for (double position = 0.0; position < length;) {
    const double rest = length - position;
    const bool is_last = step >= rest * (1.0 - smallest_share);
    if (!is_last && step < smallest_share * length) {
      refuse_step();
    }
    const double taken = is_last ? rest : step;
    const double error = run.try_step(taken);
    double factor = safety * std::pow(tolerated / std::max(error, 1e-300), 0.2);
    factor = std::isfinite(error) ? std::clamp(factor, largest_shrinking, largest_growth)
                                  : largest_shrinking;
    if (!(error <= tolerated)) {
      ++report.rejected_steps;
      step = ladder_step(length, taken * std::min(factor, safety));
      continue;
    }
    run.accept();
    ++report.accepted_steps;
    position = is_last ? length : position + taken;
    report.largest_step_m = std::max(report.largest_step_m, taken);
    if (!is_last) {
      report.smallest_step_m = std::min(report.smallest_step_m, taken);
      step = ladder_step(length, taken * factor);
    }
    if (progress) {
      progress(position / length);
    }
  }
  report.smallest_step_m = std::min(report.smallest_step_m, report.largest_step_m);
  read(run.spectrum(), *parts_->fft, row);
  return report;
}

void Rk4ip::propagate_in_equal_steps(std::span<Complex> row, std::size_t steps) const {
  const double h = parts_->fiber.length_m / static_cast<double>(steps);
  EqualSteps run(*parts_, spectrum_of(row, *parts_->fft), h);
  for (std::size_t i = 0; i < steps; ++i) {
    run.advance();
  }
  read(run.spectrum(), *parts_->fft, row);
}

}  // namespace fiberloom::core
