#pragma once

#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/component_seed.hpp>
#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <fiberloom/sim/components/real_filter.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <span>

namespace fiberloom::sim {

/// A photodiode with its load or amplifier. A zero switches an effect off, but for the two gains.
///
/// Source:  typical: 0.7 A/W and 50 GHz, dark current 10 nA, 50 ohm or 15 to 20 pA/sqrt(Hz), damage from 10 to 20 mW.
struct PhotodiodeParameters {
  double responsivity_a_per_w = 1.0;
  double saturation_power_w =
      0.0;  ///< instantaneous power at which the current is 1 dB (factor 10^-0.1) short
  double dark_current_a = 0.0;
  double excess_noise_factor = 0.0;  ///< of shot noise; 1: that of a pin diode, 2qI
  double load_ohm = 0.0;             ///< its thermal noise, 4kT/R at the temperature of the moment
  double amplifier_noise_a_per_sqrt_hz = 0.0;         ///< at the input, one-sided
  double noise_equivalent_power_w_per_sqrt_hz = 0.0;  ///< the same as a power; both are added
  ElectricalLowPass low_pass{};
  double low_cutoff_hz = 0.0;     ///< of AC coupling, one pole; any value takes the mean off
  double volts_per_ampere = 1.0;  ///< 1: the signal is the current itself
  double damage_power_w = 0.0;    ///< mean power that destroys it
};

/// What the light did to the diode.
struct Exposure {
  double mean_power_w = 0.0;
  bool is_above_damage = false;
};

/// Detects the power of a frame: I = R P, compressed, then noise, then the band limit.
///
/// Shot, thermal and amplifier noise are white on the grid with the variance (density) * fs/2 per sample, so that behind
/// the filter it is density * B, with B the filter's noise bandwidth. Beat noise of what is along the signal's polarisation
/// arises from the field; noise across it adds its power and its own beat noise, R^2 S^2 (2 Bo - B) B, taken as white.
/// Shape:   light and signal [grid.size()].
/// Units:   signal in amperes times volts_per_ampere.
/// Throws:  the constructor: InputError "input.photodiode" for a negative number, "input.filter".
/// Threads: const; one Workspace per thread.
/// Source:  2q(I + Idark)B, 4kTB/R, (NEP R)^2 B; Olsson, J. Lightwave Technol. 7, 1071 (1989) for beat noise.
class Photodiode {
 public:
  Photodiode(const PhotodiodeParameters& parameters, const core::TimeGrid& grid,
             const ComponentSeed& seed);

  /// `responsivity_factor` has drifted away from 1.
  Exposure detect(const Light& light, double responsivity_factor, std::span<double> signal,
                  const Moment& moment, Workspace& workspace) const;

  /// Width of the rectangular filter that lets as much white noise pass.
  [[nodiscard]] double equivalent_noise_bandwidth_hz() const noexcept {
    return noise_bandwidth_hz_;
  }

 private:
  [[nodiscard]] double constant_noise_density(const Light& light, double responsivity,
                                              double temperature_k) const noexcept;
  void add_noise(std::span<double> current, double constant_density, const Moment& moment) const;

  PhotodiodeParameters parameters_;
  NoiseOrigin noise_;
  double sample_rate_hz_;
  double compression_per_w_;
  double noise_bandwidth_hz_;
  RealFilter filter_;
};

}  // namespace fiberloom::sim
