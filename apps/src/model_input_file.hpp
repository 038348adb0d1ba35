#pragma once

#include <cstddef>
#include <fiberloom/core/network.hpp>
#include <filesystem>

namespace fiberloom::app {

/// Records of a .npy file for a model of `samples` samples; real ones are resampled where that is allowed.
///
/// Throws:  InputError "input.shape" that tells both lengths; and as core::read_batch.
core::InputBatch read_input(const std::filesystem::path& path, std::size_t samples,
                            bool may_resample);

}  // namespace fiberloom::app
