#pragma once

#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>

namespace fiberloom::hal {

/// Power that an I/Q modulator without loss passes for |u|^2 = 1, when |Re u| = full_scale opens one arm fully: each arm
/// has half the field.
[[nodiscard]] double reference_transmission(double full_scale) noexcept;

/// Samples for the generator, of its full scale, that make an I/Q modulator at its nulls write `waveform`: the sine of
/// each arm is straightened by its arcsine. What lies beyond full scale is clipped.
///
/// The mean that the amplifiers see is that of |u|^2 = 1 whatever the frames: a generator plays as many dummy frames
/// between them as keep it there, because an amplifier's gain follows the mean over milliseconds.
[[nodiscard]] LoadedWaveform drive_for(const core::FieldBatch<double>& waveform, double full_scale);

/// Whether a frame has a sample beyond full scale.
[[nodiscard]] bool is_clipped(std::span<const std::complex<double>> frame,
                              double full_scale) noexcept;

}  // namespace fiberloom::hal
