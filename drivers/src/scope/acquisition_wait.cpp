#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scope/acquisition_wait.hpp>
#include <fiberloom/drivers/wire/until.hpp>

namespace fiberloom::drivers {

void require_time_left(const std::string& instrument, const hal::Capture& request) {
  if (request.stop.stop_requested()) {
    throw core::InterruptedError("run.interrupted",
                                 fmt::format("{}: stopped during a capture", instrument));
  }
  if (request.deadline != hal::Deadline::max() &&
      std::chrono::steady_clock::now() > request.deadline) {
    throw core::InstrumentError(
        "instrument.timeout",
        fmt::format(
            "{}: the deadline passed during a capture; send fewer frames or allow more time",
            instrument));
  }
}

void wait_for_acquisition(const std::string& instrument, const hal::Capture& request,
                          std::chrono::nanoseconds trigger_timeout, const AcquisitionPolls& polls) {
  constexpr std::chrono::milliseconds longest_pause(20);
  std::chrono::nanoseconds wait = std::chrono::microseconds(500);
  auto trigger_until = std::chrono::steady_clock::now() + trigger_timeout;
  while (!polls.is_done()) {
    try {
      require_time_left(instrument, request);
    } catch (const core::Error&) {
      polls.abort();
      throw;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now > trigger_until) {
      if (!polls.has_triggered()) {
        polls.abort();
        throw core::InstrumentError(
            "instrument.no_trigger",
            fmt::format("{}: no trigger came for {} frames of {} samples; see that the generator "
                        "plays as many and that its marker is wired to the trigger input",
                        instrument, request.frames, request.samples));
      }
      trigger_until = now + trigger_timeout;
    }
    pause(wait, request.stop);
    wait = std::min<std::chrono::nanoseconds>(2 * wait, longest_pause);
  }
}

}  // namespace fiberloom::drivers
