#pragma once

#include <cstddef>
#include <fiberloom/core/field_batch.hpp>

namespace fiberloom::core {

/// Band-limited resampling of each row, taken as one period of a periodic record.
///
/// The lower frequency bins are kept and the amplitude with them; at the Nyquist bin of the shorter
/// length (when even) the pair of bins is folded into one, or shared out again when lengthening.
/// Shape:   in [batch, n], out [batch, samples]; the samples lie at j n / samples.
/// Throws:  InputError "input.shape" when n or `samples` is zero.
/// Source:  the same result as scipy.signal.resample without window.
[[nodiscard]] RealBatch<double> resample_periodic(const RealBatch<double>& records,
                                                  std::size_t samples);
[[nodiscard]] FieldBatch<double> resample_periodic(const FieldBatch<double>& records,
                                                   std::size_t samples);

}  // namespace fiberloom::core
