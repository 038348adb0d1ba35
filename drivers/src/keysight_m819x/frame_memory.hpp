#pragma once

#include <fiberloom/drivers/instrument/instrument_line.hpp>
#include <fiberloom/drivers/keysight_m819x/m819x_memory.hpp>
#include <fiberloom/drivers/waveform/coded_frames.hpp>
#include <functional>
#include <memory>
#include <mutex>

namespace fiberloom::drivers {

/// How a generator of this family keeps frames and plays them.
class FrameMemory {
 public:
  /// One turn on the wire, which an upload shares with whoever makes the generator safe meanwhile.
  using Turn = std::function<void(const std::function<void()>&)>;

  virtual ~FrameMemory() = default;
  FrameMemory(const FrameMemory&) = delete;
  FrameMemory& operator=(const FrameMemory&) = delete;

  /// Empties the memory; before frames come, and outputs off.
  virtual void reset() = 0;
  virtual void upload(const CodedFrames& frames, double mean_transmission) = 0;
  /// Exchanges what is played for what was uploaded.
  virtual void play() = 0;

 protected:
  FrameMemory() = default;
};

/// What every memory of the family has.
struct FrameMemoryParts {
  InstrumentLine& line;
  M819xModel model;
  FrameMemory::Turn turn;
};

/// One segment for each frame in two banks, and a sequence table that steps through one of them.
[[nodiscard]] std::unique_ptr<FrameMemory> make_segment_table(const FrameMemoryParts& parts);

/// One segment for all frames, for generators that have no more; it is sent when it is to be played.
[[nodiscard]] std::unique_ptr<FrameMemory> make_single_segment(const FrameMemoryParts& parts);

}  // namespace fiberloom::drivers
