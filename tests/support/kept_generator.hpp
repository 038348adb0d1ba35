#pragma once

#include <fiberloom/hal/instruments/waveform_generator.hpp>

namespace fiberloom::test {

/// A generator of a bench that remembers what it was given.
class KeptGenerator final : public hal::WaveformGenerator {
 public:
  explicit KeptGenerator(const hal::BenchAccess& bench)
      : WaveformGenerator("awg-1", bench, {.sample_rate_gsa_per_s = 120.0}) {}
  hal::LoadedWaveform uploaded{.samples = core::FieldBatch<double>(1, 1)};
  hal::LoadedWaveform played{.samples = core::FieldBatch<double>(1, 1)};
  bool is_playing = false;

 private:
  hal::Identity do_configure() override {
    setting("amplitude_v").read_back(1.0);
    return {.vendor = "test"};
  }
  void do_make_safe() noexcept override { is_playing = false; }
  core::Voltage write_amplitude(core::Voltage amplitude) override { return amplitude; }
  void write_waveform(const hal::LoadedWaveform& waveform) override { uploaded = waveform; }
  void start_playing() override {
    played = uploaded;
    is_playing = true;
  }
};

}  // namespace fiberloom::test
