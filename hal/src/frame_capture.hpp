#pragma once

#include <fiberloom/hal/instruments/digitizer.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/run.hpp>

namespace fiberloom::hal {

/// Plays the frames of requests and captures their traces.
///
/// Throws:  as capture_in_batches(); InputError "input.shape" for frames that no bank of the generator holds.
/// Threads: as RigBackend.
class FrameCapture {
 public:
  struct Settings {
    double full_scale = 1.0;  ///< |u| at the generator's full scale
    std::size_t samples_per_batch = 1;
  };

  FrameCapture(WaveformGenerator& generator, Digitizer& digitizer, const Settings& settings)
      : generator_(generator), digitizer_(digitizer), settings_(settings) {}

  /// Asked before anything of a run is written.
  void require_room(const RunRequest& request) const;
  /// Volts of every frame, whatever the batches.
  [[nodiscard]] CapturedTraces capture(const RunRequest& request) const;

 private:
  [[nodiscard]] std::size_t frames_per_batch(std::size_t samples) const;

  WaveformGenerator& generator_;
  Digitizer& digitizer_;
  Settings settings_;
};

}  // namespace fiberloom::hal
