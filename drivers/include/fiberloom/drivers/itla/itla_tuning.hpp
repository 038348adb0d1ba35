#pragma once

#include <cstdint>
#include <fiberloom/core/quantity.hpp>

namespace fiberloom::drivers {

/// Where a module's registers put its light: the first channel's frequency, in three parts, and as many steps of the grid
/// as the channel's number says.
struct ItlaTuning {
  std::uint16_t first_thz = 193;      ///< FCF1
  std::uint16_t first_tenth_ghz = 0;  ///< FCF2, tenths of a GHz
  std::int16_t first_mhz = 0;         ///< FCF3, which modules of release 01.2 do not have
  std::int16_t grid_tenth_ghz = 500;  ///< Grid
  std::uint16_t channel = 1;
  std::int16_t fine_tune_mhz = 0;  ///< FTF

  bool operator==(const ItlaTuning&) const = default;
};

/// f = FCF + (Channel - 1) Grid + FTF.
///
/// Source:  OIF-ITLA-MSA-01.2, channel and grid registers.
[[nodiscard]] core::Frequency frequency_of(const ItlaTuning& tuning);

/// The first channel at the nearest frequency there is, in steps of 1 MHz, or of 100 MHz where there is no FCF3. Nothing
/// is fine-tuned; the grid stays `grid_tenth_ghz`.
[[nodiscard]] ItlaTuning tuning_at(core::Frequency frequency, bool has_fcf3,
                                   std::int16_t grid_tenth_ghz);

}  // namespace fiberloom::drivers
