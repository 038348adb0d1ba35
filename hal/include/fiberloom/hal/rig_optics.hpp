#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <functional>
#include <vector>

namespace fiberloom::hal {

/// Transfer at one frequency of either sign, in cycles per sample of the generator.
using FrequencyResponse = std::function<std::complex<double>(double frequency)>;

/// What a rig does to the light of every plan alike: how finely it has to be looked at, and what the two ends let through.
///
/// Units:   frequencies in cycles per sample of the generator, which is a point of the model's grid.
struct RigOptics {
  std::size_t glass_points =
      1;                    ///< points of the glass's grid for each of the model's; 1: no light
                            ///< leaves the model's band
  double hold_share = 0.0;  ///< how long the generator holds a level, in samples; 0: not at all
  FrequencyResponse transmitter = [](double) { return 1.0; };  ///< generator and modulator
  FrequencyResponse receiver = [](double) { return 1.0; };     ///< photodiode and digitiser
  double full_scale = 0.0;           ///< largest |Re u| and |Im u| that the generator gives; 0: any
  double receiver_full_scale = 0.0;  ///< largest |u|^2 that the digitiser takes; 0: any
  double modulator_leakage = 0.0;    ///< field through a dark child over that through a bright one
  double ripple_period = 0.0;        ///< of the group delay of gratings; 0: none
  std::vector<double> stage_channels{};  ///< full width at half power of the compensator that the
      ///< bench has in each stage; 0, or a stage beyond: no edges
  std::vector<double> channels{};  ///< likewise of fixed gratings, which a plan may put anywhere
};

/// That of a rig that is known by the spread of its tolerances alone.
[[nodiscard]] RigOptics optics_of(const RigDocument& rig, const LightPath& path);

/// That of a rig with a bench: its document, its instruments' parts, and the spread where these do not tell.
///
/// Throws:  core::InputError "catalog.unknown_part"; "input.rig" for a rig without a bench.
[[nodiscard]] RigOptics optics_of(const RigDocument& rig, const LightPath& path,
                                  const Catalog& catalog, const BenchSpread& spread);

/// Field transfer of a channel of that full width: what lies beyond it is lost. 1 for a width of 0.
[[nodiscard]] double channel_transfer(double full_width, double frequency);

}  // namespace fiberloom::hal
