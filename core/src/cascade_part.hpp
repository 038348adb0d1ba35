#pragma once

#include <complex>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/model.hpp>

#include "propagation/cascade.hpp"
#include "propagation/row_engine.hpp"

namespace fiberloom::core {

/// Some layers of a model as a map of their own, with its derivatives, a record at a time.
///
/// Throws:  as Cascade.
/// Threads: immutable; each thread brings its own Tape.
class CascadePart {
 public:
  using Row = AlignedVector<std::complex<double>>;
  using Tape = RowEngine<double>::Tape;

  /// `layers` takes the place of the model's own; `has_receiver` puts the low-pass behind them once more.
  CascadePart(const Model& model, LayerParameters layers, bool has_receiver);
  CascadePart(const CascadePart&) = delete;  // the engine refers to the cascade beside it
  CascadePart& operator=(const CascadePart&) = delete;

  [[nodiscard]] const LayerParameters& layers() const noexcept { return cascade_.layers(); }

  /// Light, without a word on how it came about.
  void send(Row& row) const;

  [[nodiscard]] Tape make_tape() const { return engine_.make_tape(); }
  void forward(Row& row, Tape& tape) const { engine_.record(row, tape); }
  /// What a change of the light becomes, and, in the second form, a change of the numbers with it.
  void push(Tape& tape, Row& tangent) const { engine_.jvp(tape, tangent, still_); }
  void push(Tape& tape, Row& tangent, const LayerParameters& direction) const {
    engine_.jvp(tape, tangent, direction);
  }
  void pull(Tape& tape, Row& cotangent) const;

 private:
  Cascade<double> cascade_;
  RowEngine<double> engine_;
  LayerParameters still_;  // no change of the numbers
};

}  // namespace fiberloom::core
