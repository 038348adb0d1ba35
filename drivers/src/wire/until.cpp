#include <algorithm>
#include <condition_variable>
#include <fiberloom/drivers/wire/until.hpp>
#include <mutex>
#include <utility>

namespace fiberloom::drivers {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

Until Until::within(nanoseconds time, std::stop_token stop) {
  return {.deadline = steady_clock::now() + time, .stop = std::move(stop)};
}

Until Until::stopped(std::stop_token stop) {
  return {.deadline = steady_clock::time_point::max(), .stop = std::move(stop)};
}

nanoseconds Until::left() const {
  return std::max(nanoseconds(deadline - steady_clock::now()), nanoseconds(0));
}

Until Until::at_most(nanoseconds time) const {
  return {.deadline = std::min(deadline, steady_clock::now() + time), .stop = stop};
}

void pause(nanoseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace fiberloom::drivers
