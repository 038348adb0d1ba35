#pragma once

/// What planned powers take for granted where neither rig nor catalogue tell: in one place, so that a report can list it.
namespace fiberloom::hal::assumed {

inline constexpr double source_power_dbm = 13.0;
inline constexpr double modulator_loss_db = 3.5;
inline constexpr double connector_loss_db = 0.3;
/// One sample in a thousand of a complex Gaussian field: 10 log10(ln 1000).
inline constexpr double peak_over_mean_db = 8.4;
/// So that the converters' noise binds, and not the amplifier's.
inline constexpr double least_amplifier_input_dbm = -15.0;

/// Of a driver in front of a phase modulator (amplifiers of that class reach about this; no part says so yet), and the
/// mean power at the tap that drives it for |u|^2 = 1.
inline constexpr double largest_drive_v = 8.0;
inline constexpr double tapped_power_w = 1e-3;
inline constexpr double tap_loss_db = 0.5;

}  // namespace fiberloom::hal::assumed
