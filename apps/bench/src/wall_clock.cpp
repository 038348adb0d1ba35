#include <cmath>
#include <fiberloom/bench/wall_clock.hpp>
#include <fiberloom/drivers/wire/until.hpp>

namespace fiberloom::app {

std::chrono::nanoseconds WallClock::now() const {
  const std::chrono::duration<double, std::nano> passed = std::chrono::steady_clock::now() - start_;
  return std::chrono::nanoseconds(std::llround(rate_ * passed.count()));
}

void WallClock::wait(std::chrono::nanoseconds duration, const std::stop_token& stop) {
  // Rounded up: whoever waits for something to settle must not look a nanosecond early.
  const double real = std::ceil(static_cast<double>(duration.count()) / rate_);
  drivers::pause(std::chrono::nanoseconds(std::llround(real)), stop);
}

}  // namespace fiberloom::app
