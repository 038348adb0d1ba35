#pragma once

#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <optional>
#include <vector>

namespace fiberloom::core {

/// How finely the continuum is approached, and when it counts as reached.
struct ContinuumOptions {
  std::size_t coarsest =
      16;  ///< points per point of the model's grid, doubled until it stands still
  std::size_t finest = 128;
  std::size_t largest_grid = std::size_t{1}
                             << 20U;  ///< points of a record, where `coarsest` leaves a choice
  double still_db = 0.01;  ///< no fidelity moves by more than this from one doubling to the next
};

/// How well a model on a grid agrees with light, which has no grid.
struct AliasingFidelity {
  std::vector<std::size_t> oversampling{};  ///< points per point of the model's own grid: 1, 2, 4
  /// Mean over the records of the error's share of the power, once the best complex gain of each record is taken out.
  std::vector<double> nmse{};
  std::size_t continuum = 0;  ///< points per point of the model's grid that light was computed with
  double last_change_db =
      0.0;  ///< of the fidelities, when that was last doubled; below -150 dB nothing counts
  bool stands_still = false;
};

/// Sends light through the layers on the model's grid and on finer ones, and compares with a much finer one.
///
/// Finer grids carry the band-limited interpolation of what is launched. With `filter`, light and model alike pass this
/// optical low-pass behind every layer; without it, the layers are as the model has them.
/// Shape:   launched [records, frame.grid_size()].
/// Throws:  as Model::validate; InputError "input.shape" for fields on another grid, "input.low_pass" for a filter when
///          the model has one of its own, "input.sequence" for a filter when the layers have an order of their own.
/// Source:  physics section 1, finding 3.
[[nodiscard]] AliasingFidelity aliasing_fidelity(const Model& model,
                                                 const FieldBatch<double>& launched,
                                                 const std::optional<LowPass>& filter,
                                                 WorkerPool& workers,
                                                 const ContinuumOptions& options = {});

}  // namespace fiberloom::core
