#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fiberloom::core {

/// Where a derivative finds the fields that light had on its way.
enum class PassMemory {
  stored,      ///< recorded underway, for one group of records per thread at a time
  recomputed,  ///< undone step by step from the output: memory does not grow with the number of layers
};

/// Light through a cascade of layers on one grid, and the exact derivative of that map.
///
/// Layer m of the network:  E <- ifft( fft(E) F(w) exp(-alpha_m/2 + i beta2_m/2 w^2) ),  then
/// E <- E exp(i gamma_m |E|^2 - i V_m).  F is the optical low-pass when there is one; it acts once more after the last
/// layer, in front of the receiver. Further operators, and other orders, as `sequence` says.
///
/// Whole batches on grids of 16 to 16384 points, a power of two, are computed a vector register full of records at a
/// time, if all pointwise operators are rotations; everything else a record at a time. Both agree to rounding.
///
/// Shape:   a row is [grid.size()] and begins on a 64-byte boundary; a potential is [layers, grid.size()].
/// Units:   dimensionless, w in rad per model sample.
/// Throws:  InputError "input.layers" for inconsistent parameters, "input.sequence" for an order that does not fit them,
///          "input.reversible" when a derivative shall be recomputed but some step loses light for good.
/// Threads: immutable after construction but for set_layers(); each thread brings its own Tape, each caller of a batch
///          function its own Workspaces. Results do not depend on the number of workers, bit for bit.
/// Source:  conventions "model layer"; arXiv 2407.14504; adjoints derived by hand and checked against central
///          differences and independent automatic differentiation.
template <class Real>
class Propagator {
 public:
  using Complex = std::complex<Real>;

  /// What one row leaves behind for its derivative.
  class Tape {
   public:
    Tape(const Tape& other);
    Tape& operator=(const Tape& other);
    Tape(Tape&&) noexcept;
    Tape& operator=(Tape&&) noexcept;
    ~Tape();

   private:
    friend class Propagator;
    struct Memory;
    explicit Tape(std::unique_ptr<Memory> memory);
    std::unique_ptr<Memory> memory_;
  };

  /// Memory of the batch functions: it grows when it is first used, and is used again.
  class Workspaces {
   public:
    Workspaces();
    Workspaces(Workspaces&&) noexcept;
    Workspaces& operator=(Workspaces&&) noexcept;
    ~Workspaces();

   private:
    friend class Propagator;
    struct Memory;
    std::unique_ptr<Memory> memory_;
  };

  /// Called for each row between its way forward and its way back: `field` holds the output and, on return, must hold
  /// the cotangent dL/dRe(E) + i dL/dIm(E). May be called from several threads; `worker` names the thread.
  using Turn = std::function<void(std::size_t row, std::span<Complex> field, std::size_t worker)>;

  /// An empty `sequence` is the default one of the layers.
  Propagator(const TimeGrid& grid, LayerParameters layers, std::optional<LowPass> low_pass = {},
             std::vector<std::string> sequence = {});
  Propagator(Propagator&&) noexcept;
  Propagator& operator=(Propagator&&) noexcept;
  ~Propagator();

  [[nodiscard]] const TimeGrid& grid() const noexcept;
  [[nodiscard]] const LayerParameters& layers() const noexcept;

  /// Replaces the numbers of the layers.
  void set_layers(LayerParameters layers);

  [[nodiscard]] Tape make_tape() const;

  /// Propagates one row in place and records what vjp and jvp need.
  void forward(std::span<Complex> row, Tape& tape) const;

  /// Propagates every row of a batch in place, rows shared out over the workers.
  void forward(FieldBatch<Real>& batch, WorkerPool& workers) const;
  void forward(FieldBatch<Real>& batch, WorkerPool& workers, Workspaces& workspaces) const;

  /// Forward, turn and back for every row of a batch: on return `batch` holds the cotangents of the inputs, and the
  /// derivatives with respect to the parameters have been added to `gradient` (same shapes as layers()).
  void pull_back(FieldBatch<Real>& batch, const Turn& turn, LayerParameters& gradient,
                 WorkerPool& workers, Workspaces& workspaces,
                 PassMemory memory = PassMemory::stored) const;

  /// Pulls a cotangent back through the row that `tape` recorded.
  ///
  /// `cotangent` holds dL/dRe(E) + i dL/dIm(E) at the output and, on return, at the input; the derivatives with
  /// respect to the parameters are added to `gradient` (same shapes as layers()).
  void vjp(Tape& tape, std::span<Complex> cotangent, LayerParameters& gradient) const;

  /// Pushes a tangent forward: `tangent` enters as the change of the input row and leaves as the change of the output
  /// row that goes with it and with the parameter change `direction`, at the row that `tape` recorded.
  void jvp(Tape& tape, std::span<Complex> tangent, const LayerParameters& direction) const;

 private:
  struct Engines;
  std::unique_ptr<Engines> engines_;
};

extern template class Propagator<double>;
extern template class Propagator<float>;

}  // namespace fiberloom::core
