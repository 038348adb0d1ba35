#include <fiberloom/hal/instruments/pulse_source.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

PulseSource::PulseSource(std::string name, const BenchAccess& bench,
                         const PulseSourceRanges& ranges)
    : EmittingInstrument(std::move(name), bench),
      output_power_(*this, ranges.output_power, [this](double dbm) {
        return core::to_dbm(write_output_power(core::from_dbm(dbm)));
      }) {}

Applied<core::Power> PulseSource::set_output_power(core::Power power, const std::stop_token& stop) {
  return set_dbm(output_power_, power, stop);
}

}  // namespace fiberloom::hal
