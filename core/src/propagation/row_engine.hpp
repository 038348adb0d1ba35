#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <span>
#include <vector>

#include "cascade.hpp"
#include "simd/kernel_table.hpp"
#include "term_weights.hpp"

namespace fiberloom::core {

/// Carries a cascade out on one record at a time, on grids of any size, with every operator.
template <class Real>
class RowEngine {
 public:
  using Complex = std::complex<Real>;
  using Row = std::span<Complex>;

  /// What one row leaves behind for its derivative: after each spectral step the spectrum, in front of each pointwise
  /// step the field.
  struct Tape {
    std::vector<AlignedVector<Complex>> records;
    AlignedVector<Complex> row;      ///< working memory on a 64-byte boundary
    AlignedVector<Complex> scratch;  ///< a second row for the transforms
    std::vector<KernelTerm<Real>> terms{};
  };

  explicit RowEngine(const Cascade<Real>& cascade);

  [[nodiscard]] Tape make_tape() const;
  [[nodiscard]] Tape make_tape_without_records() const;

  void forward(Row row, Tape& tape) const;
  void record(Row row, Tape& tape) const;
  void vjp(Tape& tape, Row cotangent, LayerParameters& gradient) const;
  void jvp(Tape& tape, Row tangent, const LayerParameters& direction) const;

  /// Whether every step can be undone without loss of accuracy.
  [[nodiscard]] bool is_reversible() const;

  /// vjp without records: the fields are recomputed from the output, `field`, which is undone step by step.
  void reverse_vjp(Row field, Row cotangent, Tape& tape, LayerParameters& gradient) const;

 private:
  using Spectral = SpectralStep<Real>;
  using Phase = PhaseStep<Real>;

  void apply(const Spectral& step, Row row, Tape& tape) const;
  void apply(const Phase& step, Row row, Tape& tape) const;
  void apply(const ReactionStep& step, Row row, Tape& tape) const;

  void pull(const Spectral& step, Row spectrum, Row cotangent, Tape& tape,
            LayerParameters& gradient) const;
  void pull(const Phase& step, Row field, Row cotangent, Tape& tape,
            LayerParameters& gradient) const;
  void pull(const ReactionStep& step, Row field, Row cotangent, Tape& tape,
            LayerParameters& gradient) const;

  void push(const Spectral& step, Row spectrum, Row tangent, Tape& tape,
            const LayerParameters& direction) const;
  void push(const Phase& step, Row field, Row tangent, Tape& tape,
            const LayerParameters& direction) const;
  void push(const ReactionStep& step, Row field, Row tangent, Tape& tape,
            const LayerParameters& direction) const;

  void undo(const Spectral& step, Row spectrum, Row field) const;
  void undo(const Phase& step, Row field) const;

  const Cascade<Real>& cascade_;
  const Kernels<Real>& kernels_;
  FftPlan<Real> plan_;
  TermWeights<Real> weights_;
};

extern template class RowEngine<double>;
extern template class RowEngine<float>;

}  // namespace fiberloom::core
