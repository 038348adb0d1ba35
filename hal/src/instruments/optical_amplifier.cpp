#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

OpticalAmplifier::OpticalAmplifier(std::string name, const BenchAccess& bench,
                                   const OpticalAmplifierRanges& ranges)
    : EmittingInstrument(std::move(name), bench),
      output_power_(*this, ranges.output_power, [this](double dbm) {
        return core::to_dbm(write_output_power(core::from_dbm(dbm)));
      }) {}

Applied<core::Power> OpticalAmplifier::set_output_power(core::Power power,
                                                        const std::stop_token& stop) {
  return set_dbm(output_power_, power, stop);
}

std::vector<Reading> OpticalAmplifier::readings() {
  return {{.key = "input_power_w", .value = input_power().in(units::w)},
          {.key = "output_power_w", .value = output_power().in(units::w)}};
}

}  // namespace fiberloom::hal
