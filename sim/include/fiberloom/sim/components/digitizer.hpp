#pragma once

#include <cstddef>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/component_seed.hpp>
#include <fiberloom/sim/components/converter.hpp>
#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <fiberloom/sim/components/periodic_sampler.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <fiberloom/sim/moment.hpp>
#include <span>

namespace fiberloom::sim {

/// Real-time oscilloscope or digitiser card. A zero switches an effect off.
///
/// Source:  typical of 80 to 256 GSa/s: 8 to 10 bits, ENOB 5 to 6, jitter below 100 fs, clock within 1 ppm.
struct DigitizerParameters {
  double sample_rate_hz = 0.0;      ///< 0: that of the signal's grid
  ConverterParameters converter{};  ///< full scale in volts, centred on the vertical offset's zero
  ElectricalLowPass low_pass{};
  double clock_error_ppm =
      0.0;  ///< of the sample period; positive: samples come too late, more and more
  double clock_drift_ppm =
      0.0;  ///< by how much that error changes from the first sample of a frame to the last
  double trigger_jitter_s = 0.0;      ///< rms shift of whole frames, shot by shot
  double sample_time_offset_s = 0.0;  ///< of the first sample behind the trigger
};

/// What the bench does to one trigger, and the vertical offset of the moment.
struct DigitizerState {
  double vertical_offset_v = 0.0;
  double late_s = 0.0;   ///< a late trigger: the record begins that much later
  bool is_lost = false;  ///< no trigger: the record is all zeros
};

struct DigitizerFlags {
  bool is_clipped = false;
  bool is_trigger_lost = false;

  bool operator==(const DigitizerFlags&) const = default;
};

/// Samples one period of a repeating signal: band limit, sampling, offset, clipping, quantising, ENOB noise.
///
/// Frequencies above half the sample rate that the band limit lets pass fold back, as in every sampler.
/// Shape:   signal [grid.size()], record [num_samples].
/// Throws:  the constructor: InputError "input.digitizer" for a negative rate or jitter or a frame shorter than a sample,
///          "input.converter", "input.filter".
/// Threads: const; one Workspace per thread.
/// Source:  IEEE Std 1241; converter as in ConverterParameters.
class Digitizer {
 public:
  Digitizer(const DigitizerParameters& parameters, const core::TimeGrid& grid,
            const ComponentSeed& seed);

  /// Samples of its own nominal clock that fit into the frame.
  [[nodiscard]] std::size_t num_samples() const noexcept { return num_samples_; }

  DigitizerFlags digitize(std::span<const double> signal, std::span<double> record,
                          const Moment& moment, const DigitizerState& state,
                          Workspace& workspace) const;

 private:
  std::size_t num_samples_;
  double trigger_jitter_s_;
  NoiseOrigin trigger_noise_;
  NoiseOrigin converter_noise_;
  Converter converter_;
  PeriodicSampler sampler_;
};

}  // namespace fiberloom::sim
