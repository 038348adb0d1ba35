#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/delay_line.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

DelayLine::DelayLine(std::string name, const BenchAccess& bench, const DelayLineRanges& ranges)
    : Instrument(std::move(name), bench), delay_(*this, ranges.delay, [this](double value) {
        return write_delay(value * units::ps).in(units::ps);
      }) {}

Applied<core::Time> DelayLine::set_delay(core::Time delay, const std::stop_token& stop) {
  return set_in(units::ps, delay_, delay, stop);
}

}  // namespace fiberloom::hal
