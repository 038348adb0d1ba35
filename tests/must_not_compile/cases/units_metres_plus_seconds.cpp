// expect: (no match for .operator\+.|invalid operands to binary expression).*Dimension<1, 0.*Dimension<0, 1
// room: core
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/core/units.hpp>

namespace units = fiberloom::core::units;

int main() {
  constexpr auto metres = 3.0 * units::m + 4.0 * units::m;
#ifdef FIBERLOOM_BAD_LINE
  constexpr auto nonsense = metres + 2.0 * units::s;
#endif
  return metres.in(units::m) > 0.0 ? 0 : 1;
}
