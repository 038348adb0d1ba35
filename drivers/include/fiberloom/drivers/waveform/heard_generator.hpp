#pragma once

#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scpi/error.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>

namespace fiberloom::drivers {

/// A generator of the bench as the outputs of a dialect switch it: heard, or silent.
///
/// Throws:  ScpiFailure -221 when the generator does not take what it is to play.
/// Threads: as the generator, which outlives it.
class HeardGenerator {
 public:
  explicit HeardGenerator(hal::WaveformGenerator& generator) : generator_(generator) {}

  /// `waveform` makes what is to be played.
  template <class Make>
  void play(const Make& waveform) {
    try {
      generator_.load(waveform());
      is_heard_ = true;
    } catch (const core::Error& error) {
      throw ScpiFailure(-221, error.what());
    }
  }
  /// A generator of the bench is silent when it is safe.
  void fall_silent() {
    if (is_heard_) {
      is_heard_ = false;
      generator_.make_safe();
      generator_.configure();
    }
  }

 private:
  hal::WaveformGenerator& generator_;
  bool is_heard_ = false;
};

}  // namespace fiberloom::drivers
