#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/split_step.hpp>
#include <utility>

#include "complex_products.hpp"
#include "split_step_parts.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
using Row = AlignedVector<Complex>;

void multiply(std::span<Complex> row, std::span<const Complex> factors) {
  for (std::size_t k = 0; k < row.size(); ++k) {
    row[k] = product(row[k], factors[k]);
  }
}

// One fourth-order Runge-Kutta step of the nonlinear part alone, for which self-steepening leaves no closed form.
class SteepeningStep {
 public:
  SteepeningStep(const NonlinearOperator& nonlinear, std::size_t size)
      : nonlinear_(nonlinear), sum_(size), stage_(size), slope_(size) {}

  void advance(std::span<Complex> spectrum, double h, NonlinearOperator::Workspace& workspace) {
    constexpr double shares[] = {1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0};
    constexpr double next[] = {0.5, 0.5, 1.0, 0.0};
    std::ranges::copy(spectrum, stage_.begin());
    std::ranges::copy(spectrum, sum_.begin());
    for (std::size_t i = 0; i < 4; ++i) {
      nonlinear_.rate(stage_, slope_, workspace);
      for (std::size_t k = 0; k < spectrum.size(); ++k) {
        sum_[k] += h * shares[i] * slope_[k];
        stage_[k] = spectrum[k] + h * next[i] * slope_[k];
      }
    }
    std::ranges::copy(sum_, spectrum.begin());
  }

 private:
  const NonlinearOperator& nonlinear_;
  Row sum_;
  Row stage_;
  Row slope_;
};

}  // namespace

void require_finite_field(std::span<const Complex> row) {
  for (const Complex& value : row) {
    if (!std::isfinite(value.real()) || !std::isfinite(value.imag())) {
      throw NumericalError("numerical.diverged",
                           "fibre: the field grew beyond all bounds; check the units of gamma, "
                           "the powers and the length, and take more steps");
    }
  }
}

SplitStep::Parts::Parts(const TimeGrid& on, const Fiber& of, std::size_t count)
    : grid(on),
      fiber(of),
      steps(count),
      fft(FiberFft::of(on.size(), of.raman.has_value())),
      linear(on, of, *fft),
      nonlinear(on, of, *fft),
      offsets(fft->arranged(optical_offsets(on))),
      half_transfer(on.size()),
      whole_transfer(on.size()) {
  const double factor = 1.0 / static_cast<double>(on.size());
  linear.fill(half_transfer, step_m() / 2.0, factor);
  linear.fill(whole_transfer, step_m(), factor);
}

SplitStep::SplitStep(const TimeGrid& grid, const Fiber& fiber, std::size_t steps) {
  fiber.validate();
  if (steps == 0) {
    throw InputError("input.steps", "fibre: the split-step method needs at least one step");
  }
  parts_ = std::make_unique<const Parts>(grid, fiber, steps);
}
SplitStep::SplitStep(SplitStep&&) noexcept = default;
SplitStep& SplitStep::operator=(SplitStep&&) noexcept = default;
SplitStep::~SplitStep() = default;

const Fiber& SplitStep::fiber() const noexcept { return parts_->fiber; }
std::size_t SplitStep::steps() const noexcept { return parts_->steps; }

void SplitStep::set_fiber(const Fiber& fiber) {
  fiber.validate();
  parts_ = std::make_unique<const Parts>(parts_->grid, fiber, parts_->steps);
}

void SplitStep::propagate(std::span<Complex> row, const FiberProgress& progress) const {
  const Parts& parts = *parts_;
  NonlinearOperator::Workspace workspace = parts.fft->make_workspace();
  SteepeningStep steepening(parts.nonlinear, parts.fiber.self_steepening ? row.size() : 0);
  const std::span<Complex> field(workspace.field);
  Row spectrum(row.size());
  std::ranges::copy(row, field.begin());
  parts.fft->to_spectrum(field, spectrum);
  multiply(spectrum, parts.half_transfer);
  for (std::size_t m = 1; m <= parts.steps; ++m) {
    if (parts.fiber.self_steepening) {
      steepening.advance(spectrum, parts.step_m(), workspace);
      for (Complex& value : spectrum) {
        value *= static_cast<double>(row.size());  // the transfer that follows has the factor 1/N
      }
    } else {
      parts.nonlinear.rotate(spectrum, {.phase_per_watt = parts.phase_per_watt()}, spectrum,
                             workspace);
    }
    multiply(spectrum, parts.transfer(m));
    if (progress) {
      progress(static_cast<double>(m) / static_cast<double>(parts.steps));
    }
  }
  parts.fft->to_field(spectrum, field);
  require_finite_field(field);
  std::ranges::copy(field, row.begin());
}

SplitStep::Tape::Tape(std::unique_ptr<Rows> rows) : rows_(std::move(rows)) {}
SplitStep::Tape::Tape(Tape&&) noexcept = default;
SplitStep::Tape& SplitStep::Tape::operator=(Tape&&) noexcept = default;
SplitStep::Tape::~Tape() = default;

SplitStep::Tape SplitStep::make_tape() const {
  if (parts_->fiber.self_steepening) {
    throw InputError("input.gradient",
                     "fibre: derivatives are not known with self-steepening; switch it off");
  }
  const Row row(parts_->grid.size());
  auto rows = std::make_unique<Tape::Rows>();
  rows->input = row;
  rows->spectra.assign(parts_->steps + 1, row);
  rows->fields.assign(parts_->steps, row);
  rows->row = row;
  rows->spectrum = row;
  rows->overlap = row;
  rows->intensity.resize(row.size());
  rows->workspace = parts_->fft->make_workspace();
  return Tape(std::move(rows));
}

void SplitStep::forward(std::span<Complex> row, Tape& tape) const {
  const Parts& parts = *parts_;
  Tape::Rows& rows = *tape.rows_;
  std::ranges::copy(row, rows.input.begin());
  const std::span<Complex> field(rows.row);
  std::ranges::copy(row, field.begin());
  parts.fft->to_spectrum(field, rows.spectra.front());
  multiply(rows.spectra.front(), parts.half_transfer);
  for (std::size_t m = 0; m < parts.steps; ++m) {
    parts.nonlinear.rotate(rows.spectra[m],
                           {.phase_per_watt = parts.phase_per_watt(), .tape = rows.fields[m]},
                           rows.spectra[m + 1], rows.workspace);
    multiply(rows.spectra[m + 1], parts.transfer(m + 1));
  }
  parts.fft->to_field(rows.spectra.back(), field);
  require_finite_field(field);
  std::ranges::copy(field, row.begin());
}

}  // namespace fiberloom::core
