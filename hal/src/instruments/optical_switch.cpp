#include <cmath>
#include <fiberloom/hal/instruments/optical_switch.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

OpticalSwitch::OpticalSwitch(std::string name, const BenchAccess& bench,
                             const OpticalSwitchRanges& ranges)
    : Instrument(std::move(name), bench), port_(*this, ranges.port, [this](double port) {
        return static_cast<double>(write_port(std::llround(port)));
      }) {}

Applied<std::int64_t> OpticalSwitch::set_port(std::int64_t port, const std::stop_token& stop) {
  const Applied<double> number = port_.set(static_cast<double>(port), stop);
  return {.requested = port, .applied = std::llround(number.applied)};
}

}  // namespace fiberloom::hal
