#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/component_seed.hpp>
#include <fiberloom/sim/components/converter.hpp>
#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <fiberloom/sim/moment.hpp>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// Two channels of one generator. A zero switches the effect off, but for the two rates.
///
/// Source:  full scale, bits and ENOB: ConverterParameters; typical for 60 to 120 GSa/s: 8 bits, ENOB 5 to 6, bandwidth
///          0.35 to 0.4 of the sample rate, jitter 50 to 100 fs.
struct ArbitraryWaveformGeneratorParameters {
  double sample_rate_hz = 0.0;             ///< of the converters
  std::size_t grid_points_per_sample = 1;  ///< points of the drive for each sample of a waveform
  double peak_voltage_v = 1.0;             ///< the drive at a sample of 1, the end of the range
  int bits = 0;
  double effective_bits = 0.0;
  double hold_share =
      0.0;  ///< how long a level is held, in sample periods; 1: until the next one, 0: ideal interpolation
  ElectricalLowPass low_pass{};
  double aperture_jitter_s =
      0.0;  ///< rms, white from sample to sample, of the clock that both channels share
  double quadrature_skew_s = 0.0;  ///< by how much the second channel comes late
};

/// Arbitrary waveform generator: drive voltages from samples.
///
/// A sample is I + iQ with both parts in -1..1: that range is fixed, and what is outside is clipped. On a grid finer than
/// the samples the drive has the images that holding leaves; on the same grid the images are missing, and holding
/// only rolls the band off. The delay of half the holding time is taken out, as that of the low-pass.
/// Shape:   samples [num_samples]; drive [num_samples * grid_points_per_sample], on a 64-byte boundary; a frame repeats.
/// Units:   drive in volts, first channel real, second imaginary.
/// Throws:  the constructor: InputError "input.generator" for a number outside its range, "input.filter",
///          "input.converter".
/// Threads: const; one Workspace per thread.
/// Source:  jitter as x'(t) dt: SNR = -20 log10(2 pi f dt) of a sine.
class ArbitraryWaveformGenerator {
 public:
  /// `load` is the response of whatever linear parts the drive goes through next (amplifier, modulator electrode): here
  /// it costs nothing.
  ArbitraryWaveformGenerator(const ArbitraryWaveformGeneratorParameters& parameters,
                             std::size_t num_samples, const ComponentSeed& seed,
                             const ElectricalLowPass& load = {});

  /// Grid of the drive.
  [[nodiscard]] const core::TimeGrid& grid() const noexcept { return grid_; }

  /// Whether a sample was clipped.
  bool generate(std::span<const std::complex<double>> samples,
                std::span<std::complex<double>> drive_v, const Moment& moment,
                Workspace& workspace) const;

 private:
  [[nodiscard]] double interpolating(std::size_t bin) const;
  void make_transfer(const ArbitraryWaveformGeneratorParameters& parameters,
                     const ElectricalLowPass& load);
  struct Room {
    std::span<std::complex<double>> spectrum;
    std::span<std::complex<double>> derivative;
  };
  void add_jitter(std::span<std::complex<double>> row, const Room& room,
                  const Moment& moment) const;
  void spread(std::span<std::complex<double>> spectrum,
              std::span<std::complex<double>> mirror) const;

  core::TimeGrid sample_grid_;
  core::TimeGrid grid_;
  core::FftPlan<double> sample_plan_;
  core::FftPlan<double> grid_plan_;
  Converter converter_;
  NoiseOrigin converter_noise_;
  NoiseOrigin jitter_noise_;
  double jitter_s_;
  // Bin j of the drive is direct[j] X[j] + mirrored[j] conj X[-j]; mirrored is empty for channels that are alike.
  std::vector<std::complex<double>> direct_{};
  std::vector<std::complex<double>> mirrored_{};
};

}  // namespace fiberloom::sim
