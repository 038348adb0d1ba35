#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/rk4ip.hpp>

#include "complex_products.hpp"
#include "fiber_fft.hpp"
#include "linear_operator.hpp"
#include "nonlinear_operator.hpp"
#include "vectorised.hpp"

namespace fiberloom::core {

struct Rk4ip::Parts {
  TimeGrid grid;
  Fiber fiber;
  double tolerance;
  FiberFft fft;
  LinearOperator linear;
  NonlinearOperator nonlinear;

  Parts(const TimeGrid& on, const Fiber& of, double relative_tolerance)
      : grid(on),
        fiber(of),
        tolerance(relative_tolerance),
        fft(on.size(), of.raman.has_value()),
        linear(on, of, fft),
        nonlinear(on, of, fft) {}
};

namespace {

using Complex = std::complex<double>;
using Spectrum = AlignedVector<Complex>;

constexpr double safety = 0.9;
constexpr double richardson = 15.0;       // 2^4 - 1
constexpr double smallest_share = 1e-13;  // of the fibre, for one step
constexpr double first_phase = 0.01;      // rad, of the first step's nonlinear phase at the peak
constexpr double steps_per_octave = 4.0;  // of the ladder of step lengths
constexpr double largest_growth = 16.0;   // of a step over the one before
constexpr double largest_shrinking = 1.0 / 16.0;

// Transfer functions over half a step for the step lengths that were used last.
class TransferCache {
 public:
  TransferCache(const LinearOperator& linear, std::size_t size) : linear_(linear) {
    for (Entry& entry : entries_) {
      entry.transfer.resize(size);
    }
  }

  std::span<const Complex> half_step(double step) {
    ++clock_;
    Entry* oldest = &entries_.front();
    for (Entry& entry : entries_) {
      if (entry.step == step) {
        entry.last_use = clock_;
        return entry.transfer;
      }
      if (entry.last_use < oldest->last_use) {
        oldest = &entry;
      }
    }
    oldest->step = step;
    oldest->last_use = clock_;
    linear_.fill(oldest->transfer, step / 2.0, 1.0);
    return oldest->transfer;
  }

 private:
  struct Entry {
    double step = 0.0;
    std::size_t last_use = 0;
    Spectrum transfer;
  };

  const LinearOperator& linear_;
  std::array<Entry, 12> entries_;
  std::size_t clock_ = 0;
};

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

// (16 fine - coarse)/15: of fifth order where both are of fourth.
FIBERLOOM_INLINE inline void extrapolate(Complex* state, const Complex* fine, const Complex* coarse,
                                         std::size_t size) {
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    state[k] = fine[k] + (fine[k] - coarse[k]) * (1.0 / richardson);
  }
}

double ladder_step(double length, double wanted) {
  const double rung = std::ceil(-steps_per_octave * std::log2(wanted / length) - 1e-9);
  return rung <= 0.0 ? length : length * std::exp2(-rung / steps_per_octave);
}

}  // namespace

// One row on its way: the state is the spectrum, and the nonlinear rate there.
class Rk4ip::Run {
 public:
  Run(const Parts& parts, std::span<Complex> row)
      : parts_(parts),
        workspace_(parts.nonlinear.make_workspace()),
        transfers_(parts.linear, row.size()),
        state_(row.size()),
        rate_(row.size()),
        middle_(row.size()),
        middle_rate_(row.size()),
        coarse_(row.size()),
        fine_(row.size()),
        moved_(row.size()),
        stage_(row.size()),
        slope_(row.size()) {
    std::ranges::copy(row, workspace_.field.begin());
    parts_.fft.to_spectrum(workspace_.field, state_);
    const double factor = 1.0 / static_cast<double>(row.size());
    for (Complex& value : state_) {
      value *= factor;
    }
    parts_.nonlinear.rate(state_, rate_, workspace_);
  }

  // Two steps of h/2, beside the present state, and one of h for comparison; the estimated error as a share of the field.
  double try_step(double h) {
    advance(state_, rate_, h, coarse_);
    advance(state_, rate_, h / 2.0, middle_);
    parts_.nonlinear.rate(middle_, middle_rate_, workspace_);
    advance(middle_, middle_rate_, h / 2.0, fine_);
    double difference = 0.0;
    double size = 0.0;
    for (std::size_t k = 0; k < state_.size(); ++k) {
      difference += power(fine_[k] - coarse_[k]);
      size += power(fine_[k]);
    }
    return size == 0.0 ? 0.0 : std::sqrt(difference / size) / richardson;
  }

  // Takes what was tried, the leading error of both solutions removed.
  void accept() {
    const std::size_t size = state_.size();
    vectorised([state = state_.data(), fine = fine_.data(), coarse = coarse_.data(), size]()
                   FIBERLOOM_INLINE { extrapolate(state, fine, coarse, size); });
    parts_.nonlinear.rate(state_, rate_, workspace_);
  }

  // One plain step.
  void take_step(double h) {
    advance(state_, rate_, h, fine_);
    std::swap(state_, fine_);
    parts_.nonlinear.rate(state_, rate_, workspace_);
  }

  void read(std::span<Complex> row) {
    parts_.fft.to_field(state_, workspace_.field);
    std::ranges::copy(workspace_.field, row.begin());
    for (const Complex& value : row) {
      if (!std::isfinite(value.real()) || !std::isfinite(value.imag())) {
        throw NumericalError("numerical.diverged",
                             "fibre: the field grew beyond all bounds; check the units of gamma, "
                             "the powers and the length");
      }
    }
  }

 private:
  // One step of the classical method, in the interaction picture of the step's middle.
  void advance(const Spectrum& from, const Spectrum& rate, double h, Spectrum& to) {
    const std::size_t size = state_.size();
    const Complex* half = transfers_.half_step(h).data();
    Complex* moved = moved_.data();
    const Stage stage{.sum = to.data(), .next = stage_.data(), .slope = slope_.data()};
    vectorised([=, start = from.data(), first = rate.data()]() FIBERLOOM_INLINE {
      first_stage(stage, {start, first, half}, moved, h, size);
    });
    parts_.nonlinear.rate(stage_, slope_, workspace_);
    vectorised([=]() FIBERLOOM_INLINE { second_stage(stage, moved, h, size); });
    parts_.nonlinear.rate(stage_, slope_, workspace_);
    vectorised([=]() FIBERLOOM_INLINE { third_stage(stage, moved, half, h, size); });
    parts_.nonlinear.rate(stage_, slope_, workspace_);
    vectorised([=]() FIBERLOOM_INLINE { last_stage(stage, h, size); });
  }

  const Parts& parts_;
  NonlinearOperator::Workspace workspace_;
  TransferCache transfers_;
  Spectrum state_;
  Spectrum rate_;
  Spectrum middle_;
  Spectrum middle_rate_;
  Spectrum coarse_;
  Spectrum fine_;
  Spectrum moved_;
  Spectrum stage_;
  Spectrum slope_;
};

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
  const double phase = std::abs(parts_->fiber.gamma_per_w_m) * peak_power(row) * length;
  double step = ladder_step(length, phase > first_phase ? length * first_phase / phase : length);
  Rk4ipReport report{.smallest_step_m = length};
  Run run(*parts_, row);
  for (double position = 0.0; position < length;) {
    const double rest = length - position;
    const bool is_last = step >= rest * (1.0 - smallest_share);
    if (!is_last && step < smallest_share * length) {
      refuse_step();
    }
    const double taken = is_last ? rest : step;
    const double error = run.try_step(taken);
    double factor = safety * std::pow(parts_->tolerance / std::max(error, 1e-300), 0.2);
    factor = std::isfinite(error) ? std::clamp(factor, largest_shrinking, largest_growth)
                                  : largest_shrinking;
    if (!(error <= parts_->tolerance)) {
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
  run.read(row);
  return report;
}

void Rk4ip::propagate_in_equal_steps(std::span<Complex> row, std::size_t steps) const {
  Run run(*parts_, row);
  for (std::size_t i = 0; i < steps; ++i) {
    run.take_step(parts_->fiber.length_m / static_cast<double>(steps));
  }
  run.read(row);
}

}  // namespace fiberloom::core
