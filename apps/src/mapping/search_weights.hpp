#pragma once

#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/error_weights.hpp>
#include <optional>
#include <string>

namespace fiberloom::app {

/// By what a mapping weighs the errors of its layers, and how that is known.
struct SearchWeights {
  std::optional<hal::ErrorWeights> weights{};  ///< none: the closed forms of the NMSE
  std::string words{};                         ///< on what records, or why on none
};

/// The curvature of the loss on training records where the model classifies intensities and there are data.
[[nodiscard]] SearchWeights search_weights(const core::Model& model, const core::Dataset* data,
                                           core::WorkerPool& workers);

}  // namespace fiberloom::app
