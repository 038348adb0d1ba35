#pragma once

#include <cstddef>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/run.hpp>
#include <functional>

namespace fiberloom::hal {

/// Frames of a request that are played together.
struct FrameBatch {
  std::size_t first = 0;
  std::size_t frames = 0;
};

/// A request that is played in batches, and what becomes of each.
struct BatchedRequest {
  const RunRequest& request;
  std::size_t frames_per_batch = 1;
  std::size_t frames_behind = 0;  ///< that every waveform has behind the request's own
  std::function<LoadedWaveform(const FrameBatch&)>
      waveform_of{};                                              ///< asked on the uploading thread
  std::function<void(const FrameBatch&, CapturedTraces)> take{};  ///< on the caller's
};

/// Plays and captures batch after batch; the next one is uploaded while the present one is captured.
///
/// A batch is played only when it is uploaded and the capture before has ended. Its first shot has the number that it would
/// have without batches. An upload has a thread of its own, which has ended when this returns or throws.
/// Throws:  what generator and digitiser throw. A failed upload stops the capture beside it, and is what is thrown then.
void capture_in_batches(WaveformGenerator& generator, Digitizer& digitizer,
                        const BatchedRequest& batched);

}  // namespace fiberloom::hal
