#pragma once

#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <fiberloom/hal/run.hpp>

namespace fiberloom::hal {

struct DigitizerRanges {
  SettingSpec full_scale{.key = "full_scale_v", .minimum = 0.01, .maximum = 2.0};
  double sample_rate_gsa_per_s = 0.0;
};

/// Which frames of the loaded waveform are captured, and how often.
struct Capture {
  std::size_t frames = 1;
  std::size_t samples = 0;  ///< per frame and trace
  std::size_t averages = 1;
  std::int64_t first_shot =
      0;  ///< number of the first shot in the record; a simulation draws its noise by it
  Deadline deadline = Deadline::max();
  std::stop_token stop{};
};

/// Shape:   volts [frames, samples], averaged.
struct CapturedTraces {
  core::RealBatch<double> volts;
  std::vector<FrameQuality> quality{};
};

/// Photodiode and digitiser: turns light into traces.
///
/// Throws:  InstrumentError "instrument.timeout" past the deadline; InterruptedError "run.interrupted"; otherwise as
///          Setting and Instrument.
class Digitizer : public Instrument {
 public:
  Digitizer(std::string name, const BenchAccess& bench, const DigitizerRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "digitizer"; }
  [[nodiscard]] core::SampleRate sample_rate() const noexcept;

  /// Largest voltage of either sign before it clips.
  Applied<core::Voltage> set_full_scale(core::Voltage voltage, const std::stop_token& stop = {});
  [[nodiscard]] virtual CapturedTraces capture(const Capture& request) = 0;

 private:
  virtual core::Voltage write_full_scale(core::Voltage voltage) = 0;

  DigitizerRanges ranges_;
  Setting full_scale_;
};

}  // namespace fiberloom::hal
