#include <algorithm>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <utility>

namespace fiberloom::drivers {

ScpiDeviceOptions scpi_options_for(hal::Instrument& instrument, std::string identity) {
  ScpiDeviceOptions options;
  options.identity = std::move(identity);
  options.wait_until_idle = [&instrument] { instrument.wait_until_settled(); };
  options.is_busy = [&instrument] {
    const auto now = instrument.bench().clock->now();
    for (const hal::Setting* setting : instrument.settings()) {
      if (setting->settled_at() > now) {
        return true;
      }
    }
    return false;
  };
  return options;
}

void write_setting(hal::Setting& setting, const ScpiCall& call, const CommandUnit& unit) {
  const hal::SettingSpec& spec = setting.spec();
  // A number that came as decimal text may miss the end of the range by its last digit.
  const double slack = 1e-9 * (spec.maximum - spec.minimum);
  const double value =
      unit.per_unit * call.number(0, {.unit = unit.unit,
                                      .minimum = (spec.minimum - slack) / unit.per_unit,
                                      .maximum = (spec.maximum + slack) / unit.per_unit});
  setting.set(std::clamp(value, spec.minimum, spec.maximum));
}

double applied(const hal::Setting& setting) { return setting.applied().value_or(0.0); }

}  // namespace fiberloom::drivers
