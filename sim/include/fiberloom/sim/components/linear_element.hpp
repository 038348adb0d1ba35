#pragma once

#include <complex>
#include <concepts>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <span>

namespace fiberloom::sim {

/// A passive element that treats every frequency for itself. Neighbours on a bench are multiplied into one transfer row,
/// so that a run of them costs one transform and its inverse.
///
/// multiply_transfer: the field's transfer, losses included, in FFT order.
/// carry_along: what the element does to what is not the field, the orthogonal noise and the polarisation.
template <class Element>
concept LinearElement = requires(const Element& element, std::span<std::complex<double>> transfer,
                                 const OpticalBand& band, const Moment& moment, Light& light) {
  { element.multiply_transfer(transfer, band, moment) } -> std::same_as<void>;
  { element.carry_along(light, moment) } -> std::same_as<void>;
};

/// A row of ones, to be multiplied.
[[nodiscard]] core::AlignedVector<std::complex<double>> unit_transfer(const OpticalBand& band);

/// Sends the field through a transfer row of the band.
///
/// Shape:   transfer [light.field.size()], in FFT order.
/// Throws:  core::InputError "input.shape" for a row or a frame of another length.
void apply_transfer(Light& light, const OpticalBand& band,
                    std::span<const std::complex<double>> transfer);

/// Sends light through neighbouring elements at once. They are given in the order in which light meets them.
template <LinearElement... Elements>
void pass_linear(Light& light, const OpticalBand& band, const Moment& moment,
                 const Elements&... elements) {
  core::AlignedVector<std::complex<double>> transfer = unit_transfer(band);
  (elements.multiply_transfer(transfer, band, moment), ...);
  apply_transfer(light, band, transfer);
  (elements.carry_along(light, moment), ...);
}

/// Flat loss (or gain) without noise: field and orthogonal noise alike.
void attenuate(Light& light, double power_transmission);

/// Loss in dB as a share of power.
[[nodiscard]] double power_transmission_of(double loss_db);

/// An optical filter of that noise bandwidth, as the orthogonal noise sees it.
void limit_bandwidth(OrthogonalNoise& noise, double bandwidth_hz);

}  // namespace fiberloom::sim
