#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/itla/itla_tuning.hpp>

namespace fiberloom::drivers {

namespace units = core::units;

core::Frequency frequency_of(const ItlaTuning& tuning) {
  const double steps = static_cast<double>(tuning.channel) - 1.0;
  return (1e6 * tuning.first_thz + 100.0 * tuning.first_tenth_ghz + tuning.first_mhz +
          steps * 100.0 * tuning.grid_tenth_ghz + tuning.fine_tune_mhz) *
         units::mhz;
}

ItlaTuning tuning_at(core::Frequency frequency, bool has_fcf3, std::int16_t grid_tenth_ghz) {
  const long step_mhz = has_fcf3 ? 1 : 100;
  const long mhz = std::lround(frequency.in(units::mhz) / static_cast<double>(step_mhz)) * step_mhz;
  return {.first_thz = static_cast<std::uint16_t>(mhz / 1'000'000),
          .first_tenth_ghz = static_cast<std::uint16_t>(mhz % 1'000'000 / 100),
          .first_mhz = static_cast<std::int16_t>(mhz % 100),
          .grid_tenth_ghz = grid_tenth_ghz};
}

}  // namespace fiberloom::drivers
