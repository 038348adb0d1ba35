#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/hal/applied.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// The moment after which a caller no longer wants an answer.
using Deadline = std::chrono::steady_clock::time_point;

/// One complete order to a backend: what every stage is set to, and what is sent through.
///
/// Shape:   stages [layers]; waveform [frames, grid points], the grid that the light path was wired for.
/// Units:   the waveform is dimensionless: |u|^2 = 1 stands for each stage's launch power.
struct RunRequest {
  std::vector<StageSetting> stages{};
  core::FieldBatch<double> waveform;
  std::size_t averages = 1;  ///< shots per frame, averaged by the digitiser
  std::int64_t first_shot =
      0;  ///< number of the first shot in the run's record; a simulator indexes noise by it
  bool aligns_powers =
      false;  ///< brings every power to what is wanted anew, even where no setting has changed
  Deadline deadline = Deadline::max();
  std::stop_token stop{};
};

/// What is known of one frame beside its trace. Ordinary outcomes, not errors.
struct FrameQuality {
  bool clipped = false;    ///< the waveform exceeded the generator's full scale
  bool saturated = false;  ///< the receiver was driven beyond its range
  bool lost = false;       ///< no valid trace came back
  double late_by_samples =
      0.0;  ///< of the generator, that a sync marker told and that were taken out of the trace
};

/// Where the time of a run went.
struct PhaseTimes {
  std::chrono::nanoseconds configure{0};
  std::chrono::nanoseconds acquire{0};
  std::chrono::nanoseconds total{0};
  std::chrono::nanoseconds optical{
      0};  ///< of all this, how long light carried frames: passes times frame length
};

/// What one stage was asked for and what it took.
struct AppliedStage {
  Applied<core::GroupDelayDispersion> dispersion;
  Applied<core::Power> launch_power;
};

/// What came back.
///
/// Shape:   trace [frames, grid points], intensities; 1 stands for |u|^2 = 1 at the receiver.
struct RunResult {
  core::RealBatch<double> trace;
  std::vector<AppliedStage> applied{};
  std::vector<FrameQuality> quality{};
  PhaseTimes times{};
  std::int64_t optical_passes = 0;  ///< frames, sync markers among them, times averages
  std::vector<std::string> calibration_ids{};
};

}  // namespace fiberloom::hal
