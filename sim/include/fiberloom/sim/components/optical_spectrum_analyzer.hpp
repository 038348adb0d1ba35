#pragma once

#include <cstddef>
#include <fiberloom/sim/components/component_seed.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <vector>

namespace fiberloom::sim {

/// A sweep of an optical spectrum analyzer. A zero switches an imperfection off.
///
/// Source:  grating instruments at 1550 nm: resolution 0.02 to 2 nm, wavelength within 0.01 to 0.1 nm, 0.2 s for 100 nm
///          where the sensitivity is low, sensitivity -60 to -90 dBm.
struct OpticalSpectrumAnalyzerParameters {
  double start_wavelength_m = 1540e-9;
  double stop_wavelength_m = 1560e-9;
  std::size_t num_points = 1001;
  double resolution_m = 0.1e-9;  ///< full width at half maximum of its Gaussian filter
  double noise_floor_w = 0.0;    ///< rms of the detector's noise, per point
  double sensitivity_w = 0.0;    ///< what is less is shown as this
  double sweep_s_per_m = 0.0;    ///< time that the sweep takes, per span: 0.2 s for 100 nm is 2e6
};

/// Power within the resolution around each wavelength of a sweep.
struct OpticalSpectrum {
  std::vector<double> wavelength_m{};  ///< ascending, as displayed
  std::vector<double> power_w{};
  double noise_bandwidth_m =
      0.0;  ///< width of the rectangular filter that lets as much white light pass
  double sweep_time_s = 0.0;
};

/// Optical spectrum analyzer. A single line is displayed with its own power, white light with its density times
/// noise_bandwidth_m, 1.064 of the resolution. Noise across the polarisation is white over its own bandwidth.
///
/// Throws:  the constructor: InputError "input.spectrum_analyzer" for a span that is empty, fewer than two points, no
///          resolution, or negative noise.
/// Threads: const.
class OpticalSpectrumAnalyzer {
 public:
  OpticalSpectrumAnalyzer(const OpticalSpectrumAnalyzerParameters& parameters,
                          const ComponentSeed& seed);

  /// `wavelength_error_m`, which drifts, is what the display adds to the truth.
  [[nodiscard]] OpticalSpectrum sweep(const Light& light, double wavelength_error_m,
                                      const Moment& moment) const;

 private:
  OpticalSpectrumAnalyzerParameters parameters_;
  NoiseOrigin noise_;
};

/// Where to look for a channel, and for the noise beside it.
struct OsnrSettings {
  double channel_wavelength_m = 1550e-9;
  double channel_width_m = 0.4e-9;
  double noise_offset_m = 0.5e-9;  ///< centres of the two windows for noise, on either side
  double noise_width_m = 0.1e-9;   ///< of each of them
  double reference_bandwidth_m =
      0.1e-9;  ///< in which noise is counted: 0.1 nm is 12.5 GHz at 1550 nm
};

/// Optical signal-to-noise ratio in dB: noise under the channel is taken to lie on the line between both windows.
///
/// Throws:  InputError "input.spectrum" when a window is outside the sweep, or no signal or noise is left.
/// Source:  interpolation method of IEC 61280-2-9.
[[nodiscard]] double optical_signal_to_noise_db(const OpticalSpectrum& spectrum,
                                                const OsnrSettings& settings);

}  // namespace fiberloom::sim
