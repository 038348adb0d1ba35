#pragma once

#include <cstdint>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace fiberloom::drivers {

/// An acquisition of a digitiser of the bench that goes on while its dialect answers questions, as in an oscilloscope.
///
/// Shots are counted from when the oscilloscope was switched on or reset: it knows of no record of runs.
/// Threads: one at a time; the digitiser is used by nobody else while an acquisition goes on.
class BackgroundCapture {
 public:
  explicit BackgroundCapture(hal::Digitizer& digitizer) : digitizer_(digitizer) {}
  ~BackgroundCapture() { stop(); }
  BackgroundCapture(const BackgroundCapture&) = delete;
  BackgroundCapture& operator=(const BackgroundCapture&) = delete;

  /// Ends what goes on and begins anew.
  void start(std::size_t frames, std::size_t samples, std::size_t averages);
  /// Ends what goes on; what was captured before stays.
  void stop();
  void reset();

  /// Whether frames are being captured, or have been; an oscilloscope whose trigger does not come stands still.
  [[nodiscard]] bool has_triggered() const;
  [[nodiscard]] bool is_done() const;
  /// What was captured last; nothing before.
  [[nodiscard]] std::shared_ptr<const hal::CapturedTraces> traces() const;

 private:
  enum class State { idle, running, done, failed };

  hal::Digitizer& digitizer_;
  std::int64_t num_shots_ = 0;
  mutable std::mutex lock_{};
  State state_ = State::idle;
  std::shared_ptr<const hal::CapturedTraces> traces_{};  // an answer may still be made of it
  std::jthread worker_{};
};

}  // namespace fiberloom::drivers
