#pragma once

#include <complex>
#include <cstdint>
#include <fiberloom/core/time_grid.hpp>
#include <span>

namespace fiberloom::core {

/// The light of a grid, counted in photons of the frequencies that it has: what a lossless fibre keeps even when
/// self-steepening and Raman scattering change its energy.
///
/// Shape:   row [grid.size()]. Units: sqrt(W), metres. Bins below zero optical frequency do not count.
/// Throws:  InputError "input.domain" unless the wavelength is positive.
[[nodiscard]] double photon_number(std::span<const std::complex<double>> row, const TimeGrid& grid,
                                   double center_wavelength_m);

/// Adds one photon of random phase to every bin of positive optical frequency: the usual stand-in for the quantum noise
/// that starts modulation instability and spontaneous Raman scattering (the vacuum itself is half a photon per mode).
///
/// The phases depend on (seed, index) alone; index is the number of a row.
/// Shape:   row [grid.size()], in place. Units: sqrt(W), metres.
/// Throws:  InputError "input.domain" unless the wavelength is positive.
/// Source:  Dudley, Genty, Coen, Rev. Mod. Phys. 78, 1135 (2006), section III.
void add_photon_noise(std::span<std::complex<double>> row, const TimeGrid& grid,
                      double center_wavelength_m, std::uint64_t seed, std::uint64_t index);

}  // namespace fiberloom::core
