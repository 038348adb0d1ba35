#include "cascade_part.hpp"

#include <utility>

#include "layers_on_grid.hpp"

namespace fiberloom::core {

CascadePart::CascadePart(const Model& model, LayerParameters layers, bool has_receiver)
    : cascade_(model.frame.grid(), layers_on_grid(std::move(layers), model.frame), model.low_pass,
               model.operators, has_receiver),
      engine_(cascade_),
      still_(zeros_like(cascade_.layers())) {}

void CascadePart::send(Row& row) const {
  Tape tape = engine_.make_tape_without_records();
  engine_.forward(row, tape);
}

void CascadePart::pull(Tape& tape, Row& cotangent) const {
  LayerParameters ignored = still_;
  engine_.vjp(tape, cotangent, ignored);
}

}  // namespace fiberloom::core
