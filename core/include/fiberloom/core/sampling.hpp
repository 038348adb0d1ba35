#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/dataset.hpp>
#include <span>
#include <vector>

namespace fiberloom::core {

/// A permutation of 0..count-1 that depends on (seed, stream) alone, so that epoch 7 of a resumed run is epoch 7.
std::vector<std::size_t> seeded_permutation(std::size_t count, std::uint64_t seed,
                                            std::uint64_t stream);

/// Rows and labels of a subset, in the order of `rows`.
LabelledSeries subset(const LabelledSeries& records, std::span<const std::size_t> rows);

}  // namespace fiberloom::core
