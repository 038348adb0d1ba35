#include <cmath>
#include <fiberloom/hal/optical_time.hpp>

namespace fiberloom::hal {

std::chrono::nanoseconds optical_time(std::int64_t passes, std::size_t samples,
                                      const LightPath& path) {
  const double frame_ns = static_cast<double>(samples) / path.sample_rate_gsa_per_s;
  return std::chrono::nanoseconds(std::llround(static_cast<double>(passes) * frame_ns));
}

}  // namespace fiberloom::hal
