#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fiber/fiber_document.hpp>
#include <fiberloom/core/fiber/fiber_progress.hpp>
#include <fiberloom/core/fiber/window_check.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <optional>
#include <vector>

namespace fiberloom::core {

/// What a run wants beside fibre and light.
struct FiberRunOptions {
  std::optional<std::uint64_t> photon_noise_seed =
      {};                       ///< one photon per mode is added to every row
  FiberProgress progress = {};  ///< of the whole batch; one call at a time
};

/// What happened to one row.
struct FiberRowReport {
  std::size_t steps = 0;
  std::size_t rejected_steps = 0;
  double input_energy_j = 0.0;  ///< noise included
  double output_energy_j = 0.0;
};

/// What happened to a batch; every warning once, with the first row that it is about.
struct FiberRunReport {
  std::vector<FiberRowReport> rows;
  std::vector<FiberWarning> warnings;
};

/// Sends every row of a batch through the fibre of a document, in place; the rows are shared out over the workers and the
/// result is bitwise the same for any number of them.
///
/// Shape:   [batch, document.grid.samples], time centred.
/// Units:   sqrt(W).
/// Throws:  InputError "input.shape" for rows of another length, "input.domain" for noise without a centre wavelength;
///          NumericalError as Rk4ip and SplitStep.
[[nodiscard]] FiberRunReport run_fiber(const FiberDocument& document, FieldBatch<double>& fields,
                                       WorkerPool& workers, const FiberRunOptions& options = {});

}  // namespace fiberloom::core
