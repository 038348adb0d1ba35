#pragma once

#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct WaveformGeneratorRanges {
  SettingSpec amplitude{.key = "amplitude_v", .minimum = 0.1, .maximum = 5.0};
  double sample_rate_gsa_per_s = 0.0;
  std::size_t memory_samples = 1U << 30U;
};

/// Frames for a generator, and how much light a modulator that is driven by them lets through.
///
/// Shape:   samples [frames, samples]: real part to the in-phase channel, imaginary part to the quadrature channel.
/// Units:   of full scale: -1 to 1; what is larger clips.
struct LoadedWaveform {
  core::FieldBatch<double> samples;
  double mean_transmission = 0.0;  ///< of the modulator, over the whole batch; 0: dark
};

/// An arbitrary waveform generator with two channels. Each frame is played again and again while it is captured.
///
/// What is loaded decides how much light reaches the amplifiers, so it goes through the interlocks like a setting:
/// "waveform_transmission_db", the smallest number there is (-200) for silence.
/// Throws:  InputError "input.shape" for frames beyond its memory; otherwise as Setting and Instrument.
class WaveformGenerator : public Instrument {
 public:
  static constexpr const char* transmission_key = "waveform_transmission_db";
  static constexpr double silence_db = -200.0;

  WaveformGenerator(std::string name, const BenchAccess& bench,
                    const WaveformGeneratorRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "waveform_generator"; }
  [[nodiscard]] core::SampleRate sample_rate() const noexcept;

  /// Peak voltage of full scale.
  Applied<core::Voltage> set_amplitude(core::Voltage amplitude, const std::stop_token& stop = {});
  /// Throws:  InputError "input.shape" for what load() would refuse; asked before anything of a run is written.
  void require_room(std::size_t frames, std::size_t samples) const;
  /// Replaces what is played; the first frame plays until frames are captured.
  void load(LoadedWaveform waveform);

 private:
  virtual core::Voltage write_amplitude(core::Voltage amplitude) = 0;
  virtual void write_waveform(LoadedWaveform waveform) = 0;
  void note_safe() override;

  WaveformGeneratorRanges ranges_;
  Setting amplitude_;
  double transmission_db_ = silence_db;
};

}  // namespace fiberloom::hal
