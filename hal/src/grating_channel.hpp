#pragma once

#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/part.hpp>

namespace fiberloom::hal {

/// Full width at half power of a grating's channel, in cycles per sample of the generator: beyond it the light is lost.
/// Sheets tell the flat part, which is four fifths of half of it to each side.
inline double channel_width(const Part& part, const LightPath& path) {
  return 2.5 * part.bandwidth_ghz.value_or(0.0) / path.sample_rate_gsa_per_s;
}

}  // namespace fiberloom::hal
