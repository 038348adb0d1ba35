#include "row_engine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "complex_products.hpp"
#include "reaction.hpp"

namespace fiberloom::core {
namespace {

// The kernels take complex numbers as pairs, which is how std::complex is defined to lie in memory.
template <class Complex>
auto* pairs(std::span<Complex> row) {
  using Real = typename std::remove_const_t<Complex>::value_type;
  using Pair = std::conditional_t<std::is_const_v<Complex>, const Real, Real>;
  return reinterpret_cast<Pair*>(row.data());
}

template <class Real>
const Real* data_or_null(const AlignedVector<Real>& values) {
  return values.empty() ? nullptr : values.data();
}

std::vector<std::size_t> natural_order(std::size_t size) {
  std::vector<std::size_t> bins(size);
  std::iota(bins.begin(), bins.end(), std::size_t{0});
  return bins;
}

// Undoing a step divides by its transfer: weaker light than this share would be noise afterwards.
constexpr double weakest_reversible_share = 1e-3;

}  // namespace

template <class Real>
RowEngine<Real>::RowEngine(const Cascade<Real>& cascade)
    : cascade_(cascade),
      kernels_(kernels<Real>()),
      plan_(cascade.grid().size()),
      weights_(cascade, natural_order(cascade.grid().size())) {}

template <class Real>
typename RowEngine<Real>::Tape RowEngine<Real>::make_tape() const {
  Tape tape = make_tape_without_records();
  tape.records.assign(cascade_.steps().size(), tape.row);
  return tape;
}

template <class Real>
typename RowEngine<Real>::Tape RowEngine<Real>::make_tape_without_records() const {
  const AlignedVector<Complex> row(cascade_.grid().size());
  Tape tape{.records = {}, .row = row, .scratch = row};
  tape.terms.reserve(most_terms);
  return tape;
}

// ---- forward

template <class Real>
void RowEngine<Real>::apply(const Spectral& step, Row row, Tape& tape) const {
  plan_.forward(row, tape.scratch);
  kernels_.multiply_row(pairs(std::span(step.transfer)), pairs(std::span(tape.scratch)),
                        row.size());
  plan_.inverse_unscaled(tape.scratch, row);
}

template <class Real>
void RowEngine<Real>::apply(const Phase& step, Row row, Tape&) const {
  if (!step.does_nothing()) {
    kernels_.rotate_row(step.gamma, data_or_null(step.potential), pairs(row), row.size());
  }
}

template <class Real>
void RowEngine<Real>::apply(const ReactionStep& step, Row row, Tape&) const {
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] = static_cast<Complex>(react(step, cascade_.layers(), j, row[j]));
  }
}

template <class Real>
void RowEngine<Real>::forward(Row row, Tape& tape) const {
  for (const Step<Real>& step : cascade_.merged_steps()) {
    std::visit([&](const auto& each) { apply(each, row, tape); }, step);
  }
}

template <class Real>
void RowEngine<Real>::record(Row row, Tape& tape) const {
  const std::span<const Step<Real>> steps = cascade_.steps();
  for (std::size_t s = 0; s < steps.size(); ++s) {
    AlignedVector<Complex>& record = tape.records[s];
    if (!std::holds_alternative<Spectral>(steps[s])) {
      std::copy(row.begin(), row.end(), record.begin());
    }
    std::visit([&](const auto& each) { apply(each, row, tape); }, steps[s]);
    if (std::holds_alternative<Spectral>(steps[s])) {
      std::swap(record, tape.scratch);  // the spectrum that apply() left there
    }
  }
}

// ---- backward

template <class Real>
void RowEngine<Real>::pull(const Spectral& step, Row spectrum, Row cotangent, Tape& tape,
                           LayerParameters& gradient) const {
  const Row row(tape.scratch);
  plan_.forward(cotangent, row);
  // The recorded spectrum carries the factor 1/N of the inverse FFT, which Parseval asks for here.
  tape.terms.clear();
  weights_.append_terms(step, gradient, tape.terms);
  kernels_.filter_row_back(pairs(std::span(step.transfer)), pairs(spectrum), pairs(row),
                           tape.terms.data(), tape.terms.size(), row.size());
  plan_.inverse_unscaled(row, cotangent);
}

template <class Real>
void RowEngine<Real>::pull(const Phase& step, Row field, Row cotangent, Tape&,
                           LayerParameters& gradient) const {
  double* const potential_slope =
      step.has_potential ? gradient.potential.row(step.layer).data() : nullptr;
  const double gamma_slope =
      kernels_.rotate_row_back(step.gamma, data_or_null(step.potential), pairs(field),
                               pairs(cotangent), potential_slope, field.size());
  if (step.has_kerr) {
    gradient.gamma[step.layer] += gamma_slope;
  }
}

template <class Real>
void RowEngine<Real>::pull(const ReactionStep& step, Row field, Row cotangent, Tape&,
                           LayerParameters& gradient) const {
  for (std::size_t j = 0; j < field.size(); ++j) {
    cotangent[j] = static_cast<Complex>(
        react_back(step, cascade_.layers(), j, field[j], cotangent[j], gradient));
  }
}

template <class Real>
void RowEngine<Real>::vjp(Tape& tape, Row cotangent, LayerParameters& gradient) const {
  const std::span<const Step<Real>> steps = cascade_.steps();
  for (std::size_t s = steps.size(); s-- > 0;) {
    std::visit([&](const auto& each) { pull(each, tape.records[s], cotangent, tape, gradient); },
               steps[s]);
  }
}

// ---- along a direction

template <class Real>
void RowEngine<Real>::push(const Spectral& step, Row spectrum, Row tangent, Tape& tape,
                           const LayerParameters& direction) const {
  const Row row(tape.scratch);
  plan_.forward(tangent, row);
  for (std::size_t j = 0; j < row.size(); ++j) {
    std::complex<double> change = 0.0;
    for (const SpectralTerm& term : step.terms) {
      const std::span<const double> values = direction.values(term.name);
      change += values.empty() ? 0.0 : values[step.layer] * term.symbols[j];
    }
    row[j] = product(row[j], step.transfer[j]) + product(spectrum[j], static_cast<Complex>(change));
  }
  plan_.inverse_unscaled(row, tangent);
}

template <class Real>
void RowEngine<Real>::push(const Phase& step, Row field, Row tangent, Tape&,
                           const LayerParameters& direction) const {
  const Real gamma_change =
      step.has_kerr ? static_cast<Real>(direction.gamma[step.layer]) : Real(0);
  for (std::size_t j = 0; j < field.size(); ++j) {
    const Real intensity = power(field[j]);
    Real phase = step.gamma * intensity;
    Real phase_change = gamma_change * intensity +
                        Real(2) * step.gamma * product_with_conjugate(tangent[j], field[j]).real();
    if (!step.potential.empty()) {
      phase -= step.potential[j];
    }
    if (step.has_potential && direction.has_potential()) {
      phase_change -= static_cast<Real>(direction.potential.row(step.layer)[j]);
    }
    const Complex rotating = tangent[j] + product(field[j], Complex(Real(0), phase_change));
    tangent[j] = product(rotating, Complex(std::cos(phase), std::sin(phase)));
  }
}

template <class Real>
void RowEngine<Real>::push(const ReactionStep& step, Row field, Row tangent, Tape&,
                           const LayerParameters& direction) const {
  for (std::size_t j = 0; j < field.size(); ++j) {
    tangent[j] = static_cast<Complex>(
        react_along(step, cascade_.layers(), j, field[j], tangent[j], direction));
  }
}

template <class Real>
void RowEngine<Real>::jvp(Tape& tape, Row tangent, const LayerParameters& direction) const {
  const std::span<const Step<Real>> steps = cascade_.steps();
  for (std::size_t s = 0; s < steps.size(); ++s) {
    std::visit([&](const auto& each) { push(each, tape.records[s], tangent, tape, direction); },
               steps[s]);
  }
}

// ---- backward without records

template <class Real>
bool RowEngine<Real>::is_reversible() const {
  return std::ranges::all_of(cascade_.steps(), [&](const Step<Real>& step) {
    const auto* spectral = std::get_if<Spectral>(&step);
    if (spectral == nullptr) {
      return std::holds_alternative<Phase>(step);
    }
    const auto [weakest, strongest] = std::ranges::minmax(
        spectral->transfer, {}, [](Complex value) { return static_cast<double>(power(value)); });
    return std::sqrt(static_cast<double>(power(weakest))) >
           weakest_reversible_share * std::sqrt(static_cast<double>(power(strongest)));
  });
}

// From the spectrum behind the step (with the factor 1/N) to the field in front of it.
template <class Real>
void RowEngine<Real>::undo(const Spectral& step, Row spectrum, Row field) const {
  const Real inverse_size = Real(1) / static_cast<Real>(field.size());
  for (std::size_t j = 0; j < field.size(); ++j) {
    const Real scale = inverse_size / power(step.transfer[j]);
    spectrum[j] = product_with_conjugate(spectrum[j], step.transfer[j]) * scale;
  }
  plan_.inverse_unscaled(spectrum, field);
}

// The power behind a rotation is the power in front of it, so the way back is known.
template <class Real>
void RowEngine<Real>::undo(const Phase& step, Row field) const {
  for (std::size_t j = 0; j < step.potential.size(); ++j) {
    field[j] = product(field[j], Complex(std::cos(step.potential[j]), std::sin(step.potential[j])));
  }
  kernels_.rotate_row(-step.gamma, nullptr, pairs(field), field.size());
}

template <class Real>
void RowEngine<Real>::reverse_vjp(Row field, Row cotangent, Tape& tape,
                                  LayerParameters& gradient) const {
  const std::span<const Step<Real>> steps = cascade_.steps();
  const Row spectrum(tape.row);
  for (std::size_t s = steps.size(); s-- > 0;) {
    if (const auto* phase = std::get_if<Phase>(&steps[s])) {
      undo(*phase, field);
      pull(*phase, field, cotangent, tape, gradient);
      continue;
    }
    const auto& spectral = std::get<Spectral>(steps[s]);
    plan_.forward(field, spectrum);
    for (Complex& value : spectrum) {
      value /= static_cast<Real>(field.size());
    }
    pull(spectral, spectrum, cotangent, tape, gradient);
    undo(spectral, spectrum, field);
  }
}

template class RowEngine<double>;
template class RowEngine<float>;

}  // namespace fiberloom::core
