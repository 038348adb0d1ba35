// expect: (cannot convert .*Power.* to .(const )?double|no viable conversion from .*Power.* to .(const )?double)
// room: core
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/core/units.hpp>

using fiberloom::core::Power;
namespace units = fiberloom::core::units;

int main() {
  const Power power = 3.0 * units::mw;
  const double watts = power.in(units::w);
#ifdef FIBERLOOM_BAD_LINE
  const double number = power;
#endif
  return watts > 0.0 ? 0 : 1;
}
