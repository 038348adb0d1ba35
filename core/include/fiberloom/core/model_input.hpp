#pragma once

#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <string_view>

namespace fiberloom::core {

/// Records as a model of `samples` samples takes them: as they are, or, when it may, resampled.
///
/// Throws:  InputError "input.shape" that tells both lengths, when they differ and resampling is not allowed.
[[nodiscard]] RealBatch<double> records_of_length(RealBatch<double> records, std::size_t samples,
                                                  bool may_resample, std::string_view source_name);

}  // namespace fiberloom::core
