#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fiberloom/hal/light_path.hpp>

namespace fiberloom::hal {

/// How long that many passes of frames of `samples` points carry light, at the light path's sample rate: what an optical
/// network itself needs, whatever the electronics around it take. Rounded to nanoseconds in the sum, not frame by frame.
[[nodiscard]] std::chrono::nanoseconds optical_time(std::int64_t passes, std::size_t samples,
                                                    const LightPath& path);

}  // namespace fiberloom::hal
