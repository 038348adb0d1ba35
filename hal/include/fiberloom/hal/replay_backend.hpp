#pragma once

#include <cstdint>
#include <fiberloom/hal/backend.hpp>
#include <fiberloom/hal/recording.hpp>
#include <unordered_map>

namespace fiberloom::hal {

/// Answers from a recording, with no light at all.
///
/// A frame is known by the settings of all stages, its averages, the number of its first shot and its samples, bit for
/// bit: frames may be asked for again in other groups and another order than they were recorded in. A frame that was
/// recorded more than once is answered as it was the first time. Applied values and quality are as recorded; times are
/// those of the recorded runs that took part, together, and calibration ids are theirs.
/// Throws:  core::InputError "replay.not_recorded" that says what of the frame was never recorded; InstrumentError
///          "instrument.timeout" past the deadline.
/// Threads: as Backend.
class ReplayBackend final : public Backend {
 public:
  /// Throws:  as check_complete for a run of the recording.
  explicit ReplayBackend(Recording recording);

 private:
  struct Frame {
    std::size_t run;
    std::size_t row;
  };

  RunResult run_checked(const RunRequest& request) override;
  [[nodiscard]] const Frame* find(const RunRequest& request, std::size_t row) const;
  [[nodiscard]] bool is_frame(const Frame& frame, const RunRequest& request, std::size_t row) const;
  [[noreturn]] void refuse(const RunRequest& request, std::size_t row) const;

  std::vector<RecordedRun> runs_;
  std::unordered_multimap<std::uint64_t, Frame> frames_;
};

}  // namespace fiberloom::hal
