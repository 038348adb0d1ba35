#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <string>
#include <vector>

namespace fiberloom::app {

/// Frames that a model is looked at with.
///
/// Shape:   frames [count, model.frame.grid_size()], labels [count] or none.
struct ExampleLight {
  core::FieldBatch<double> frames{};
  std::vector<std::int64_t> labels{};  ///< none for light that is no record
  std::string words{};
};

/// Training records as the model encodes them: every k-th, so that no class is left out where records are sorted.
[[nodiscard]] ExampleLight example_records(const core::Model& model, const core::Dataset& data,
                                           std::size_t most, core::WorkerPool& workers);

/// Circular Gaussian light in half the band.
[[nodiscard]] ExampleLight gaussian_example(const core::Model& model, std::size_t frames,
                                            std::uint64_t seed);

}  // namespace fiberloom::app
