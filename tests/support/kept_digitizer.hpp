#pragma once

#include <atomic>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <limits>
#include <string>
#include <vector>

namespace fiberloom::test {

/// A digitiser of a bench with traces that can be foretold. It is triggered by `frames_played` frames; frame 1 saturates, frame 2
/// is lost, frame 3 has no number in it.
class KeptDigitizer final : public hal::Digitizer {
 public:
  explicit KeptDigitizer(const hal::BenchAccess& bench)
      : Digitizer("scope-1", bench, {.sample_rate_gsa_per_s = 120.0}) {}

  std::size_t frames_played = 4;
  std::vector<hal::Capture> requests{};
  std::atomic<bool> is_held = false;  ///< goes on until it is stopped

  /// Slightly below zero at times, as a photodiode's trace is.
  [[nodiscard]] double volts(std::size_t frame, std::size_t sample) const {
    const double full_scale_v = setting("full_scale_v").applied().value();
    return full_scale_v * (0.47 + 0.5 * std::sin(1.0 + 7.0 * static_cast<double>(frame) +
                                                 static_cast<double>(sample)));
  }

  hal::CapturedTraces capture(const hal::Capture& request) override {
    requests.push_back(request);
    while (is_held && !request.stop.stop_requested()) {
    }
    if (request.stop.stop_requested()) {
      throw core::InterruptedError("run.interrupted", "stopped");
    }
    if (request.frames > frames_played) {
      throw core::InstrumentError("instrument.no_trigger", name() + ": no trigger");
    }
    hal::CapturedTraces traces{.volts = core::RealBatch<double>(request.frames, request.samples),
                               .quality = std::vector<hal::FrameQuality>(request.frames)};
    for (std::size_t frame = 0; frame < request.frames; ++frame) {
      for (std::size_t i = 0; i < request.samples; ++i) {
        traces.volts.row(frame)[i] = volts(frame, i);
      }
      traces.quality[frame] = {.saturated = frame == 1, .lost = frame == 2};
    }
    if (request.frames > 3) {
      traces.volts.row(3).back() = std::numeric_limits<double>::quiet_NaN();
    }
    return traces;
  }

 private:
  hal::Identity do_configure() override {
    setting("full_scale_v").read_back(1.0);
    return {.vendor = "test"};
  }
  void do_make_safe() noexcept override {}
  core::Voltage write_full_scale(core::Voltage voltage) override { return voltage; }
};

}  // namespace fiberloom::test
