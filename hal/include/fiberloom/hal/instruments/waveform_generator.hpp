#pragma once

#include <atomic>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <functional>

namespace fiberloom::hal {

struct WaveformGeneratorRanges {
  SettingSpec amplitude{.key = "amplitude_v", .minimum = 0.1, .maximum = 5.0};
  double sample_rate_gsa_per_s = 0.0;
  std::size_t memory_samples = 1U << 30U;  ///< of both banks together
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
/// Its memory is two banks of equal size: one is played, the next frames are uploaded to the other meanwhile. What is played
/// decides how much light reaches the amplifiers, so play() goes through the interlocks like a setting:
/// "waveform_transmission_db", the smallest number there is (-200) for silence. upload() alone changes no light, asks no
/// interlock, and leaves what is played as it was when it fails.
/// Throws:  InputError "input.shape" for frames beyond a bank, "input.nothing_uploaded" from play(); otherwise as Setting and
///          Instrument.
/// Threads: as Instrument, but upload() may run on another thread while the digitiser captures: each has its own wire, and
///          no other function of the generator but make_safe() is called meanwhile.
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
  /// Samples that one upload may hold.
  [[nodiscard]] std::size_t bank_samples() const noexcept { return ranges_.memory_samples / 2; }
  /// Throws:  InputError "input.shape" for what upload() would refuse; asked before anything of a run is written.
  void require_room(std::size_t frames, std::size_t samples) const;
  /// Puts frames into the bank that is not played, in place of what was uploaded before. Slow on real hardware.
  void upload(const LoadedWaveform& waveform);
  /// Makes the uploaded frames the ones that are played; the first plays until frames are captured.
  void play();
  /// Both, as one write.
  void load(const LoadedWaveform& waveform);

 private:
  virtual core::Voltage write_amplitude(core::Voltage amplitude) = 0;
  /// Into the bank that is not played; returns when the instrument has it all.
  virtual void write_waveform(const LoadedWaveform& waveform) = 0;
  /// Exchanges the banks; returns when the new frames are played. What was played is free to be written over.
  virtual void start_playing() = 0;
  void note_safe() override;
  void perform_play(double transmission_db, const std::function<void()>& write);

  static constexpr double nothing_uploaded = 1.0;  // no modulator amplifies

  WaveformGeneratorRanges ranges_;
  Setting amplitude_;
  double transmission_db_ = silence_db;
  std::atomic<double> uploaded_db_ = nothing_uploaded;  // make_safe() comes from any thread
};

}  // namespace fiberloom::hal
