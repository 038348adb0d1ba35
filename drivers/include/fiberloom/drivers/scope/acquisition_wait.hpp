#pragma once

#include <chrono>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <functional>
#include <string>

namespace fiberloom::drivers {

/// How an oscilloscope is asked about an acquisition that goes on. None of these waits.
struct AcquisitionPolls {
  std::function<bool()> is_done{};
  std::function<bool()> has_triggered{};
  std::function<void()> abort{};
};

/// Whether a capture may still begin.
///
/// Throws:  InterruptedError "run.interrupted", InstrumentError "instrument.timeout".
void require_time_left(const std::string& instrument, const hal::Capture& request);

/// Waits for the end of an acquisition; what ends it otherwise aborts it.
///
/// Throws:  as require_time_left(), and InstrumentError "instrument.no_trigger" when after `trigger_timeout` no trigger came.
void wait_for_acquisition(const std::string& instrument, const hal::Capture& request,
                          std::chrono::nanoseconds trigger_timeout, const AcquisitionPolls& polls);

}  // namespace fiberloom::drivers
