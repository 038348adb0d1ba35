#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/propagator.hpp>
#include <utility>

namespace fiberloom::core {
namespace {

// Plain complex products: the operators of std::complex check for infinities on every call.
template <class Real>
std::complex<Real> product(std::complex<Real> a, std::complex<Real> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

template <class Real>
std::complex<Real> product_with_conjugate(std::complex<Real> a, std::complex<Real> b) {
  return {a.real() * b.real() + a.imag() * b.imag(), a.imag() * b.real() - a.real() * b.imag()};
}

template <class Real>
Real power(std::complex<Real> field) {
  return field.real() * field.real() + field.imag() * field.imag();
}

template <class Real>
std::complex<Real> unit_phasor(Real phase) {
  return {std::cos(phase), std::sin(phase)};
}

}  // namespace

template <class Real>
Propagator<Real>::Propagator(const TimeGrid& grid, LayerParameters layers,
                             std::optional<LowPass> low_pass)
    : grid_(grid), squared_frequencies_(grid.angular_frequencies()), plan_(grid.size()) {
  for (double& w : squared_frequencies_) {
    w *= w;
  }
  if (low_pass) {
    filter_ = low_pass_transfer(*low_pass, grid);
    receiver_transfer_.resize(grid.size());
    const double factor = 1.0 / static_cast<double>(grid.size());
    std::transform(filter_.begin(), filter_.end(), receiver_transfer_.begin(),
                   [factor](double f) { return Complex(static_cast<Real>(f * factor)); });
  }
  set_layers(std::move(layers));
}

template <class Real>
void Propagator<Real>::set_layers(LayerParameters layers) {
  layers.validate();
  if (layers.has_potential() && layers.potential.samples() != grid_.size()) {
    throw InputError("input.layers",
                     "layers: the potential needs one value per sample of the propagation grid");
  }
  layers_ = std::move(layers);
  build_transfers();
}

template <class Real>
void Propagator<Real>::build_transfers() {
  const double inverse_size = 1.0 / static_cast<double>(grid_.size());
  transfers_.resize(layers_.num_layers());
  for (std::size_t m = 0; m < transfers_.size(); ++m) {
    transfers_[m].resize(grid_.size());
    const double attenuation = std::exp(-layers_.alpha[m] / 2.0) * inverse_size;
    for (std::size_t j = 0; j < grid_.size(); ++j) {
      const double magnitude = filter_.empty() ? attenuation : attenuation * filter_[j];
      const double phase = layers_.beta2[m] / 2.0 * squared_frequencies_[j];
      transfers_[m][j] = {static_cast<Real>(magnitude * std::cos(phase)),
                          static_cast<Real>(magnitude * std::sin(phase))};
    }
  }
}

template <class Real>
typename Propagator<Real>::Tape Propagator<Real>::make_tape() const {
  const AlignedVector<Complex> row(grid_.size());
  return {.spectra = std::vector(layers_.num_layers(), row),
          .fields = std::vector(layers_.num_layers(), row),
          .scratch = row};
}

template <class Real>
void Propagator<Real>::linear_step(std::span<Complex> row,
                                   std::span<const Complex> transfer) const {
  plan_.forward(row);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] = product(row[j], transfer[j]);
  }
  plan_.inverse_unscaled(row);
}

template <class Real>
void Propagator<Real>::kerr_step(std::span<Complex> row, std::size_t layer) const {
  const Real gamma = static_cast<Real>(layers_.gamma[layer]);
  if (layers_.has_potential()) {
    const std::span<const double> potential = layers_.potential.row(layer);
    for (std::size_t j = 0; j < row.size(); ++j) {
      const Real phase = gamma * power(row[j]) - static_cast<Real>(potential[j]);
      row[j] = product(row[j], unit_phasor(phase));
    }
    return;
  }
  if (gamma == Real(0)) {
    return;
  }
  for (Complex& value : row) {
    value = product(value, unit_phasor(gamma * power(value)));
  }
}

template <class Real>
void Propagator<Real>::forward(std::span<Complex> row, Tape& tape) const {
  for (std::size_t m = 0; m < layers_.num_layers(); ++m) {
    plan_.forward(row);
    AlignedVector<Complex>& spectrum = tape.spectra[m];
    for (std::size_t j = 0; j < row.size(); ++j) {
      spectrum[j] = product(row[j], transfers_[m][j]);
    }
    std::copy(spectrum.begin(), spectrum.end(), row.begin());
    plan_.inverse_unscaled(row);
    std::copy(row.begin(), row.end(), tape.fields[m].begin());
    kerr_step(row, m);
  }
  if (!receiver_transfer_.empty()) {
    linear_step(row, receiver_transfer_);
  }
}

template <class Real>
void Propagator<Real>::forward(FieldBatch<Real>& batch, WorkerPool& workers) const {
  std::vector<AlignedVector<Complex>> rows(workers.num_workers(),
                                           AlignedVector<Complex>(grid_.size()));
  workers.run(batch.batch(), [&](std::size_t index, std::size_t worker) {
    const std::span<Complex> row(rows[worker]);
    std::copy_n(batch.row(index).begin(), row.size(), row.begin());
    for (std::size_t m = 0; m < layers_.num_layers(); ++m) {
      linear_step(row, transfers_[m]);
      kerr_step(row, m);
    }
    if (!receiver_transfer_.empty()) {
      linear_step(row, receiver_transfer_);
    }
    std::copy(row.begin(), row.end(), batch.row(index).begin());
  });
}

// With h = g exp(-i phi) and s = -Im(conj(h) E): g_in = h + 2 gamma s E, dL/dgamma = sum s |E|^2, dL/dV = -s.
template <class Real>
void Propagator<Real>::kerr_vjp(std::span<const Complex> field, std::span<Complex> cotangent,
                                std::size_t layer, LayerParameters& gradient) const {
  const Real gamma = static_cast<Real>(layers_.gamma[layer]);
  const bool has_potential = layers_.has_potential();
  double gamma_gradient = 0.0;
  for (std::size_t j = 0; j < field.size(); ++j) {
    const Real intensity = power(field[j]);
    Real phase = gamma * intensity;
    if (has_potential) {
      phase -= static_cast<Real>(layers_.potential.row(layer)[j]);
    }
    const Complex rotated = product_with_conjugate(cotangent[j], unit_phasor(phase));
    const Real slope = product_with_conjugate(rotated, field[j]).imag();
    gamma_gradient += static_cast<double>(slope * intensity);
    if (has_potential) {
      gradient.potential.row(layer)[j] -= static_cast<double>(slope);
    }
    cotangent[j] = rotated + Real(2) * gamma * slope * field[j];
  }
  gradient.gamma[layer] += gamma_gradient;
}

template <class Real>
void Propagator<Real>::linear_vjp(std::span<const Complex> spectrum, std::span<Complex> cotangent,
                                  std::size_t layer, LayerParameters& gradient) const {
  plan_.forward(cotangent);
  double alpha_gradient = 0.0;
  double beta2_gradient = 0.0;
  for (std::size_t j = 0; j < spectrum.size(); ++j) {
    // The recorded spectrum carries the factor 1/N of the inverse FFT, which Parseval asks for here.
    const Complex overlap = product_with_conjugate(spectrum[j], cotangent[j]);
    alpha_gradient -= 0.5 * static_cast<double>(overlap.real());
    beta2_gradient -= 0.5 * squared_frequencies_[j] * static_cast<double>(overlap.imag());
    cotangent[j] = product_with_conjugate(cotangent[j], transfers_[layer][j]);
  }
  gradient.alpha[layer] += alpha_gradient;
  gradient.beta2[layer] += beta2_gradient;
  plan_.inverse_unscaled(cotangent);
}

template <class Real>
void Propagator<Real>::vjp(Tape& tape, std::span<Complex> cotangent,
                           LayerParameters& gradient) const {
  const std::span<Complex> row(tape.scratch);
  std::copy(cotangent.begin(), cotangent.end(), row.begin());
  if (!receiver_transfer_.empty()) {
    linear_step(row, receiver_transfer_);  // a real transfer is its own adjoint
  }
  for (std::size_t m = layers_.num_layers(); m-- > 0;) {
    kerr_vjp(tape.fields[m], row, m, gradient);
    linear_vjp(tape.spectra[m], row, m, gradient);
  }
  std::copy(row.begin(), row.end(), cotangent.begin());
}

template <class Real>
void Propagator<Real>::linear_jvp(std::span<const Complex> spectrum, std::span<Complex> tangent,
                                  std::size_t layer, const LayerParameters& direction) const {
  plan_.forward(tangent);
  const Real attenuation = static_cast<Real>(-0.5 * direction.alpha[layer]);
  for (std::size_t j = 0; j < spectrum.size(); ++j) {
    const Complex change(attenuation,
                         static_cast<Real>(0.5 * direction.beta2[layer] * squared_frequencies_[j]));
    tangent[j] = product(tangent[j], transfers_[layer][j]) + product(spectrum[j], change);
  }
  plan_.inverse_unscaled(tangent);
}

template <class Real>
void Propagator<Real>::kerr_jvp(std::span<const Complex> field, std::span<Complex> tangent,
                                std::size_t layer, const LayerParameters& direction) const {
  const Real gamma = static_cast<Real>(layers_.gamma[layer]);
  const Real gamma_change = static_cast<Real>(direction.gamma[layer]);
  for (std::size_t j = 0; j < field.size(); ++j) {
    const Real intensity = power(field[j]);
    Real phase = gamma * intensity;
    Real phase_change = gamma_change * intensity +
                        Real(2) * gamma * product_with_conjugate(tangent[j], field[j]).real();
    if (layers_.has_potential()) {
      phase -= static_cast<Real>(layers_.potential.row(layer)[j]);
    }
    if (direction.has_potential()) {
      phase_change -= static_cast<Real>(direction.potential.row(layer)[j]);
    }
    const Complex rotating = tangent[j] + product(field[j], Complex(Real(0), phase_change));
    tangent[j] = product(rotating, unit_phasor(phase));
  }
}

template <class Real>
void Propagator<Real>::jvp(Tape& tape, std::span<Complex> tangent,
                           const LayerParameters& direction) const {
  const std::span<Complex> row(tape.scratch);
  std::copy(tangent.begin(), tangent.end(), row.begin());
  for (std::size_t m = 0; m < layers_.num_layers(); ++m) {
    linear_jvp(tape.spectra[m], row, m, direction);
    kerr_jvp(tape.fields[m], row, m, direction);
  }
  if (!receiver_transfer_.empty()) {
    linear_step(row, receiver_transfer_);
  }
  std::copy(row.begin(), row.end(), tangent.begin());
}

template class Propagator<double>;
template class Propagator<float>;

}  // namespace fiberloom::core
