#pragma once

#include <fiberloom/core/field_batch.hpp>

namespace fiberloom::hal {

/// Slope in time of each row, taken as one period of light; times in units of which there are `1 / points_per_unit` from
/// one point to the next.
[[nodiscard]] core::FieldBatch<double> slope_of(core::FieldBatch<double> rows,
                                                double points_per_unit);

}  // namespace fiberloom::hal
