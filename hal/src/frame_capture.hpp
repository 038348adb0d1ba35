#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/run.hpp>
#include <utility>

namespace fiberloom::hal {

/// Plays the frames of requests and captures their traces, in time with the frames where a marker tells.
///
/// Throws:  as capture_in_batches(); InputError "input.shape" for frames that no bank of the generator holds, or that are too
///          short for a marker.
/// Threads: as RigBackend.
class FrameCapture {
 public:
  struct Settings {
    double full_scale = 1.0;  ///< |u| at the generator's full scale
    std::size_t samples_per_batch = 1;
    bool sync_marker = false;  ///< one is played behind the frames of every batch
  };

  FrameCapture(WaveformGenerator& generator, Digitizer& digitizer, LightPath path,
               const Settings& settings)
      : generator_(generator), digitizer_(digitizer), path_(std::move(path)), settings_(settings) {}

  /// Asked before anything of a run is written.
  void require_room(const RunRequest& request) const;
  /// Every frame, whatever the batches. A frame whose marker is not found is lost.
  ///
  /// Units:   1 stands for |u|^2 = 1, which gives `volts_per_unit` at the digitiser.
  [[nodiscard]] CapturedTraces capture(const RunRequest& request, double volts_per_unit) const;
  /// Frames that a request plays, markers among them, times their averages.
  [[nodiscard]] std::int64_t optical_passes(const RunRequest& request) const;

 private:
  [[nodiscard]] std::size_t markers() const noexcept { return settings_.sync_marker ? 1 : 0; }
  [[nodiscard]] std::size_t frames_per_batch(std::size_t samples) const;

  WaveformGenerator& generator_;
  Digitizer& digitizer_;
  LightPath path_;
  Settings settings_;
};

}  // namespace fiberloom::hal
