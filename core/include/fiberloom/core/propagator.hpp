#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <optional>
#include <span>
#include <vector>

namespace fiberloom::core {

/// Light through a cascade of layers on one grid, and the exact derivative of that map.
///
/// Layer m:  E <- ifft( fft(E) F(w) exp(-alpha_m/2 + i beta2_m/2 w^2) ),  then  E <- E exp(i gamma_m |E|^2 - i V_m).
/// F is the optical low-pass when there is one; it acts once more after the last layer, in front of the receiver.
///
/// Shape:   a row is [grid.size()] and begins on a 64-byte boundary; a potential is [layers, grid.size()].
/// Units:   dimensionless, w in rad per model sample.
/// Throws:  InputError "input.layers" for inconsistent parameters.
/// Threads: immutable after construction; each thread brings its own Tape.
/// Source:  conventions "model layer"; arXiv 2407.14504; adjoints derived by hand and checked against central
///          differences and independent automatic differentiation.
template <class Real>
class Propagator {
 public:
  using Complex = std::complex<Real>;

  /// What one row leaves behind for its derivative: the spectrum after each linear step, and the field after it.
  struct Tape {
    std::vector<AlignedVector<Complex>> spectra;
    std::vector<AlignedVector<Complex>> fields;
    AlignedVector<Complex> scratch;
  };

  Propagator(const TimeGrid& grid, LayerParameters layers, std::optional<LowPass> low_pass = {});

  [[nodiscard]] const TimeGrid& grid() const noexcept { return grid_; }
  [[nodiscard]] const LayerParameters& layers() const noexcept { return layers_; }

  /// Replaces the numbers of the layers (their count and the potential's shape stay).
  void set_layers(LayerParameters layers);

  [[nodiscard]] Tape make_tape() const;

  /// Propagates one row in place and records what vjp and jvp need.
  void forward(std::span<Complex> row, Tape& tape) const;

  /// Propagates every row of a batch in place, rows shared out over the workers; bitwise the same for any number of
  /// workers.
  void forward(FieldBatch<Real>& batch, WorkerPool& workers) const;

  /// Pulls a cotangent back through the row that `tape` recorded.
  ///
  /// `cotangent` holds dL/dRe(E) + i dL/dIm(E) at the output and, on return, at the input; the derivatives with
  /// respect to the parameters are added to `gradient` (same shapes as layers()).
  void vjp(Tape& tape, std::span<Complex> cotangent, LayerParameters& gradient) const;

  /// Pushes a tangent forward: `tangent` enters as the change of the input row and leaves as the change of the output
  /// row that goes with it and with the parameter change `direction`, at the row that `tape` recorded.
  void jvp(Tape& tape, std::span<Complex> tangent, const LayerParameters& direction) const;

 private:
  void build_transfers();
  void linear_step(std::span<Complex> row, std::span<const Complex> transfer) const;
  void kerr_step(std::span<Complex> row, std::size_t layer) const;
  void kerr_vjp(std::span<const Complex> field, std::span<Complex> cotangent, std::size_t layer,
                LayerParameters& gradient) const;
  void kerr_jvp(std::span<const Complex> field, std::span<Complex> tangent, std::size_t layer,
                const LayerParameters& direction) const;
  void linear_vjp(std::span<const Complex> spectrum, std::span<Complex> cotangent,
                  std::size_t layer, LayerParameters& gradient) const;
  void linear_jvp(std::span<const Complex> spectrum, std::span<Complex> tangent, std::size_t layer,
                  const LayerParameters& direction) const;

  TimeGrid grid_;
  LayerParameters layers_;
  std::vector<double> squared_frequencies_;
  std::vector<double> filter_;  // empty without a low-pass
  FftPlan<Real> plan_;
  std::vector<AlignedVector<Complex>>
      transfers_;  // one per layer, the factor 1/N of the inverse FFT folded in
  AlignedVector<Complex> receiver_transfer_;  // empty without a low-pass
};

extern template class Propagator<double>;
extern template class Propagator<float>;

}  // namespace fiberloom::core
