#pragma once

#include <string>
#include <string_view>

namespace fiberloom::app {

/// The unit that a key ends with, as people write it: "dBm" of "output_power_dbm"; empty for a bare number.
[[nodiscard]] std::string_view unit_of(std::string_view key) noexcept;

/// A value in the unit of its key, with it: "-3 dBm", "1550.12 nm", "2".
[[nodiscard]] std::string setting_text(std::string_view key, double value);

/// The number that `text` means for that key, in the unit of the key.
///
/// A bare number is in that unit already. Other units of the same kind are converted: "2.5mW" for dBm, "10 GHz" for
/// MHz, "193.4 THz" for a wavelength, "-120 ps/nm" for ps^2 at `wavelength_nm`. Letters count as they are written ("mW"
/// is no "MW"), except in dB, dBm and Hz.
/// Throws:  core::InputError "input.setting_text" that says what is wrong and what would do.
[[nodiscard]] double parse_setting_text(std::string_view key, std::string_view text,
                                        double wavelength_nm);

}  // namespace fiberloom::app
