#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/frame.hpp>

namespace fiberloom::core {

/// Random light to try a cascade out with when there are no records.
struct GaussianLight {
  std::size_t fields = 20;
  double band = 0.25;  ///< highest frequency to either side, in cycles per model sample
  std::uint64_t seed = 0;
};

/// Records of circular Gaussian samples in a flat band, each with unit mean power, launched on a frame: between zeros
/// where it has a guard, and on its finer grid.
///
/// Shape:   [fields, frame.grid_size()].
/// Throws:  InputError "input.domain" unless 0 <= band <= 0.5; as Frame::grid.
/// Threads: safe; a field depends on the seed and its number alone.
[[nodiscard]] FieldBatch<double> gaussian_light(const Frame& frame, const GaussianLight& light);

}  // namespace fiberloom::core
